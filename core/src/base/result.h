#pragma once

#include <expected>
#include <string>
#include <utility>

namespace xinqiao {

// Codes are grouped by what the caller does next; `next_step` names the group.
enum class ErrorCode {
  // Fix the input: the same call fails again until something about it is changed.
  kInvalid,   // a value, a file, an argument
  kNotFound,  // no such record, kind, file
  kRefused,   // not allowed here: rights, wrong role
  kTooLarge,  // over a named limit
  // Retry: nothing is wrong with the call.
  kBusy,     // another process holds the data folder, the server is loaded
  kNetwork,  // no connection, or it was cut
  kDiskFull,
  // Sign in again.
  kUnauthenticated,
  kWrongPin,
  // Report: a defect, ours or the disk's.
  kCorrupt,
  kIo,
  kInternal,
};

enum class NextStep { kFixInput, kRetry, kSignIn, kReport };

NextStep next_step(ErrorCode code);
// The code's stable name: "invalid", "not_found", ...
const char* name(ErrorCode code);

// What went wrong and what to do about it. The message is for people; it holds no personal data
// beyond what the caller passed in.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

// A value or an error. A dropped one warns. `return Error{...}` and `return value` both convert.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : inner_(std::move(value)) {}                       // NOLINT(google-explicit-constructor)
  Result(Error error) : inner_(std::unexpected(std::move(error))) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return inner_.has_value(); }
  explicit operator bool() const { return ok(); }
  const T& operator*() const& { return *inner_; }
  T& operator*() & { return *inner_; }
  T&& operator*() && { return *std::move(inner_); }
  const T* operator->() const { return &*inner_; }
  T* operator->() { return &*inner_; }
  const Error& error() const { return inner_.error(); }

 private:
  std::expected<T, Error> inner_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : inner_(std::unexpected(std::move(error))) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return inner_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return inner_.error(); }

 private:
  std::expected<void, Error> inner_;
};

using Status = Result<void>;

// A name or a declaration cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define XQ_CONCAT_INNER(a, b) a##b
#define XQ_CONCAT(a, b) XQ_CONCAT_INNER(a, b)
// Returns the error of a Status or Result from the enclosing function.
#define XQ_TRY(expr)                                \
  do {                                              \
    if (auto xq_status = (expr); !xq_status.ok()) { \
      return ::xinqiao::Error(xq_status.error());   \
    }                                               \
  } while (false)
// `XQ_ASSIGN(const auto row, read())`: the value, or returns the error.
#define XQ_ASSIGN(decl, expr) XQ_ASSIGN_INNER(XQ_CONCAT(xq_result_, __LINE__), decl, expr)
#define XQ_ASSIGN_INNER(temp, decl, expr)                \
  auto temp = (expr);                                    \
  if (!temp.ok()) return ::xinqiao::Error(temp.error()); \
  decl = std::move(*temp)
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace xinqiao
