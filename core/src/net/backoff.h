#pragma once

#include <cstdint>

#include "base/random.h"

namespace xinqiao {

// How long to wait before the next try: doubling from `first_ms` to `cap_ms`, each time somewhere in the
// upper half, so that a township's phones do not all come back in the same moment. Waits for nobody itself.
// Thread rule: one thread at a time.
class Backoff {
 public:
  static constexpr std::int64_t kFirstMs = 500;
  static constexpr std::int64_t kCapMs = 60 * 1000;

  explicit Backoff(Random& random, std::int64_t first_ms = kFirstMs, std::int64_t cap_ms = kCapMs);

  // The wait before the next try; the one after that is longer.
  std::int64_t next_ms();
  // After a success.
  void reset() { step_ms_ = first_ms_; }

 private:
  Random& random_;
  std::int64_t first_ms_;
  std::int64_t cap_ms_;
  std::int64_t step_ms_;
};

}  // namespace xinqiao
