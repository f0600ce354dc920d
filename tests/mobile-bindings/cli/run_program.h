#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace xinqiao::testing {

// What one run of a program came to.
struct Ran {
  int exit_code = 0;
  std::string out;
  std::string err;

  std::string last_line() const;
  std::vector<nlohmann::json> lines() const;  // of JSON
};

std::string contents_of(const std::string& file);

// Runs `xinqiao` with arguments as a shell takes them; stderr goes through the file named.
Ran run_program(const std::string& arguments, const std::string& stderr_file);

}  // namespace xinqiao::testing
