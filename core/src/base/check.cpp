#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace xinqiao {

void check_failed(const char* file, int line, const char* expectation) {
  std::fprintf(stderr, "%s:%d: expectation broken: %s\n", file, line, expectation);
  std::abort();
}

}  // namespace xinqiao
