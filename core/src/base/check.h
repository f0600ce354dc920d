#pragma once

namespace xinqiao {

// Ends the program with the place and the broken expectation. For our own mistakes only, never for
// input; stays on in release builds, because a wrong merge written to disk is worse than a stop.
[[noreturn]] void check_failed(const char* file, int line, const char* expectation);

}  // namespace xinqiao

#define XQ_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::xinqiao::check_failed(__FILE__, __LINE__, #condition))
