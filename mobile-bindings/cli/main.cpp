// The program `xinqiao`. Exit 0 done, 1 could not, 2 wrong usage.
#include <exception>

#include "cli/failure.h"
#include "cli/program/program.h"

int main(int argc, char** argv) {
  using namespace xinqiao::cli;  // NOLINT(google-build-using-namespace): the whole program is this namespace
  try {
    return Program().run(argc, argv);
  } catch (const Failure& failure) {
    print_failure(failure);
    return failure.exit_code();
  } catch (const std::exception& error) {
    print_failure(Failure("internal", error.what()));
    return kCouldNot;
  }
}
