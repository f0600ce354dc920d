#pragma once

#include "base/platform/random.h"

namespace xinqiao::testing {

// The same bytes from the same seed (splitmix64). For tests only: nothing secret comes of it.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}

  Bytes bytes(std::size_t count) override {
    Bytes out;
    while (out.size() < count) append_u64(out, next());
    out.resize(count);
    return out;
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t state_;
};

}  // namespace xinqiao::testing
