// The program `xinqiao`. Exit 0 done, 1 could not, 2 wrong usage.
#include <fmt/format.h>

#include <exception>

#include "base/bytes.h"
#include "cli/failure.h"
#include "cli/program/program.h"

int main(int argc, char** argv) {
  using namespace xinqiao::cli;  // NOLINT(google-build-using-namespace): the whole program is this namespace
  try {
    for (int i = 1; i < argc; ++i) {
      if (!xinqiao::is_utf8(argv[i])) {
        throw wrong_usage(fmt::format("第 {} 个参数不是 UTF-8 文字 / argument {} is not UTF-8 text", i, i));
      }
    }
    return Program().run(argc, argv);
  } catch (const Failure& failure) {
    print_failure(failure);
    return failure.exit_code();
  } catch (const std::exception& error) {
    print_failure(Failure("internal", error.what()));
    return kCouldNot;
  }
}
