#pragma once

#include <cstdint>

namespace xinqiao {

// A hybrid logical clock's reading: 48 bits of milliseconds since 1970 UTC, 16 bits of counter.
// Adding 1 to a full counter carries into the milliseconds, so order survives overflow.
using Stamp = std::uint64_t;

constexpr std::uint64_t kStampMsMax = (std::uint64_t{1} << 48) - 1;

constexpr Stamp stamp_at(std::int64_t ms) {
  if (ms < 0) return 0;
  const auto clamped = static_cast<std::uint64_t>(ms) > kStampMsMax ? kStampMsMax : static_cast<std::uint64_t>(ms);
  return clamped << 16;
}
constexpr std::int64_t stamp_ms(Stamp stamp) { return static_cast<std::int64_t>(stamp >> 16); }
constexpr std::uint32_t stamp_counter(Stamp stamp) { return static_cast<std::uint32_t>(stamp & 0xFFFF); }

// The next reading after `last` at corrected time `now_ms` (docs/protocol.md section 2).
constexpr Stamp next_stamp(Stamp last, std::int64_t now_ms) {
  const Stamp now = stamp_at(now_ms);
  if (now > last) return now;
  return last == UINT64_MAX ? last : last + 1;
}

}  // namespace xinqiao
