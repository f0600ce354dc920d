#pragma once

#include <cstdint>

#include "base/platform/random.h"

namespace xinqiao::sync {

// How long to wait after each failure in a row: 0.5 s doubling to 60 s, each between half and the whole
// of it by chance, so that phones that lost the same server do not come back together. Pure.
class Backoff {
 public:
  static constexpr std::int64_t kFirstMs = 500;
  static constexpr std::int64_t kMaxMs = 60'000;

  std::int64_t next_ms(Random& random);
  void reset() { failures_ = 0; }

 private:
  int failures_ = 0;
};

}  // namespace xinqiao::sync
