#pragma once

#include <cstdint>

namespace xinqiao {

// Time as the device has it; injected. No promise rests on it.
class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970 UTC, whatever the device believes.
  virtual std::int64_t wall_ms() = 0;
  // Milliseconds that never jump and go on while the device sleeps; only differences mean anything.
  virtual std::int64_t monotonic_ms() = 0;
};

// The operating system's; safe from any thread.
class SystemClock final : public Clock {
 public:
  std::int64_t wall_ms() override;
  std::int64_t monotonic_ms() override;
};

}  // namespace xinqiao
