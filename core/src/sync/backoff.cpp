#include "sync/backoff.h"

#include <algorithm>

namespace xinqiao::sync {

std::int64_t Backoff::next_ms(Random& random) {
  const std::int64_t whole = std::min(kMaxMs, kFirstMs << std::min(failures_, 10));
  ++failures_;
  const auto half = static_cast<std::uint64_t>(whole / 2);
  return static_cast<std::int64_t>(half + random.u64() % (half + 1));
}

}  // namespace xinqiao::sync
