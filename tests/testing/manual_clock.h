#pragma once

#include <atomic>

#include "base/platform/clock.h"

namespace xinqiao::testing {

// A clock that moves only when told; wall and monotonic time apart, so that the wall can jump. A server's
// threads may read it meanwhile.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t wall_ms = 1'792'000'000'000) : wall_ms_(wall_ms) {}

  std::int64_t wall_ms() override { return wall_ms_; }
  std::int64_t monotonic_ms() override { return monotonic_ms_; }

  void advance(std::int64_t ms) {
    wall_ms_ += ms;
    monotonic_ms_ += ms;
  }
  void jump_wall(std::int64_t ms) { wall_ms_ += ms; }

 private:
  std::atomic<std::int64_t> wall_ms_;
  std::atomic<std::int64_t> monotonic_ms_ = 1'000'000;
};

}  // namespace xinqiao::testing
