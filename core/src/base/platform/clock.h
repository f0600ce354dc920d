#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace xinqiao {

// How long a device has been running, sleep included, since one start of it.
struct Uptime {
  std::string boot;  // which start; starts differ also between devices
  std::int64_t ms = 0;
};

// Time as the device has it; injected. No promise rests on it.
class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970 UTC, whatever the device believes.
  virtual std::int64_t wall_ms() = 0;
  // Milliseconds that never jump and go on while the device sleeps; only differences mean anything.
  virtual std::int64_t monotonic_ms() = 0;
  // Nobody sets it, so that it says how long ago something was whatever became of the wall clock. Nothing: the system
  // does not say.
  virtual std::optional<Uptime> uptime() { return std::nullopt; }
};

// The operating system's; safe from any thread.
class SystemClock final : public Clock {
 public:
  std::int64_t wall_ms() override;
  std::int64_t monotonic_ms() override;
  // Of Linux, to 10 ms; of others nothing.
  std::optional<Uptime> uptime() override;
};

}  // namespace xinqiao
