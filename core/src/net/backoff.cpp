#include "net/backoff.h"

#include <algorithm>

#include "base/check.h"

namespace xinqiao {

Backoff::Backoff(Random& random, std::int64_t first_ms, std::int64_t cap_ms)
    : random_(random), first_ms_(first_ms), cap_ms_(cap_ms), step_ms_(first_ms) {
  XQ_CHECK(first_ms > 0 && cap_ms >= first_ms);
}

std::int64_t Backoff::next_ms() {
  const std::int64_t step = step_ms_;
  step_ms_ = step > cap_ms_ / 2 ? cap_ms_ : step * 2;
  const std::int64_t half = step / 2;
  return half + static_cast<std::int64_t>(random_.u64() % static_cast<std::uint64_t>(step - half + 1));
}

}  // namespace xinqiao
