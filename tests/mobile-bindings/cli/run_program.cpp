#include "mobile-bindings/cli/run_program.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace xinqiao::testing {

std::string Ran::last_line() const {
  const std::string text = out.substr(0, out.find_last_not_of('\n') + 1);
  return text.substr(text.rfind('\n') + 1);
}

std::vector<nlohmann::json> Ran::lines() const {
  std::vector<nlohmann::json> all;
  std::istringstream in(out);
  for (std::string line; std::getline(in, line);) all.push_back(nlohmann::json::parse(line));
  return all;
}

std::string contents_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Ran run_program(const std::string& arguments, const std::string& stderr_file) {
  const std::string command =
      fmt::format("'{}/xinqiao' {} 2>'{}' </dev/null", std::getenv("XQ_BIN_DIR"), arguments, stderr_file);
  Ran ran;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t count = 0; (count = fread(buffer, 1, sizeof buffer, pipe)) > 0;) ran.out.append(buffer, count);
  ran.exit_code = WEXITSTATUS(pclose(pipe));
  ran.err = contents_of(stderr_file);
  return ran;
}

}  // namespace xinqiao::testing
