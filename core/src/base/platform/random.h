#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace xinqiao {

// Where randomness comes from; injected, so that a simulated world replays exactly.
// Implementations may be used from one thread at a time unless they say otherwise.
class Random {
 public:
  virtual ~Random() = default;
  virtual Bytes bytes(std::size_t count) = 0;

  std::uint64_t u64() { return read_u64(bytes(8)); }
};

// The operating system's; safe from any thread.
class SystemRandom final : public Random {
 public:
  Bytes bytes(std::size_t count) override;
};

}  // namespace xinqiao
