#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "base/result.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::cli {

// Exit codes of the program (README).
inline constexpr int kDone = 0;
inline constexpr int kCouldNot = 1;
inline constexpr int kWrongUsage = 2;

// Why a command ends without having done its work. what() is for people: Chinese, " / ", English.
class Failure : public std::runtime_error {
 public:
  Failure(std::string code, const std::string& message, int exit_code = kCouldNot, std::uint32_t edit = 0)
      : std::runtime_error(message), code_(std::move(code)), exit_code_(exit_code), edit_(edit) {}

  const std::string& code() const { return code_; }  // as in ApiError
  int exit_code() const { return exit_code_; }
  std::uint32_t edit() const { return edit_; }  // as in ApiError

 private:
  std::string code_;
  int exit_code_;
  std::uint32_t edit_;
};

inline Failure wrong_usage(const std::string& message) { return {"invalid", message, kWrongUsage}; }

// The value, or the error as a Failure.
template <typename T>
T must(Result<T> result, int exit_code = kCouldNot) {
  if (!result.ok()) throw Failure(name(result.error().code), result.error().message, exit_code);
  return *std::move(result);
}

// The same, of one line of a file.
Failure at_line(std::uint64_t line, const Failure& failure);

// To stderr: Chinese on the first line, English on the second.
void print_failure(const Failure& failure);
// The same of what was saved and is to be looked at again.
void print_warning(const v1::ApiWarning& warning);
// Of a line of a file: to stdout, since a file of thousands that was taken whole has no error to tell.
void print_warning(const v1::ApiWarning& warning, std::uint64_t line);

}  // namespace xinqiao::cli
