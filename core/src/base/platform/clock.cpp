#include "base/platform/clock.h"

#include <chrono>
#include <ctime>

namespace xinqiao {

std::int64_t SystemClock::wall_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t SystemClock::monotonic_ms() {
#ifdef CLOCK_BOOTTIME
  // It goes on while the phone sleeps: an answer that slept with it is late.
  timespec now{};
  if (::clock_gettime(CLOCK_BOOTTIME, &now) == 0) {
    constexpr std::int64_t kMsPerSecond = 1000;
    constexpr std::int64_t kNsPerMs = 1'000'000;
    return static_cast<std::int64_t>(now.tv_sec) * kMsPerSecond + static_cast<std::int64_t>(now.tv_nsec) / kNsPerMs;
  }
#endif
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace xinqiao
