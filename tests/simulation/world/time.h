#pragma once

#include <cstdint>

#include "base/platform/clock.h"
#include "base/platform/random.h"
#include "testing/seeded_random.h"

namespace xinqiao::simulation {

// The true time, which nobody knows. It moves only when told.
struct WorldTime {
  std::int64_t now_ms = 1'792'000'000'000;
};

// What one machine takes the time for. Fault model: its wall clock may jump by seconds or years and then goes on from
// there; the monotonic clock tells how long things take.
class MachineClock final : public Clock {
 public:
  explicit MachineClock(const WorldTime& time) : time_(time) {}
  std::int64_t wall_ms() override { return time_.now_ms + wrong_by_ms_; }
  std::int64_t monotonic_ms() override { return time_.now_ms; }
  void jump(std::int64_t ms) { wrong_by_ms_ += ms; }
  void agree_with(const MachineClock& other) { wrong_by_ms_ = other.wrong_by_ms_; }
  void set_right() { wrong_by_ms_ = 0; }
  bool is_right() const { return wrong_by_ms_ == 0; }

 private:
  const WorldTime& time_;
  std::int64_t wrong_by_ms_ = 0;
};

// One after the other from a seed that each step sets anew, so that a step left out changes nothing in the others.
class StepRandom final : public Random {
 public:
  Bytes bytes(std::size_t count) override { return random_.bytes(count); }
  void begin(std::uint64_t seed) { random_ = testing::SeededRandom(seed); }

 private:
  testing::SeededRandom random_;
};

}  // namespace xinqiao::simulation
