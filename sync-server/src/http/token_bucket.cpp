#include "http/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace xinqiao::server::http {
namespace {

constexpr double kMsPerSecond = 1000;
constexpr double kWaitMsMax = 60'000;

}  // namespace

TokenBucket::TokenBucket(double per_second, double burst, std::int64_t now_ms)
    : per_second_(per_second), burst_(std::max(burst, 1.0)), tokens_(burst_), refilled_ms_(now_ms) {}

bool TokenBucket::take(std::int64_t now_ms) {
  tokens_ = tokens_at(now_ms);
  refilled_ms_ = std::max(now_ms, refilled_ms_);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

std::uint32_t TokenBucket::wait_ms() const {
  if (tokens_ >= 1) return 0;
  if (per_second_ <= 0) return static_cast<std::uint32_t>(kWaitMsMax);
  return static_cast<std::uint32_t>(std::min(std::ceil((1 - tokens_) * kMsPerSecond / per_second_), kWaitMsMax));
}

bool TokenBucket::is_full(std::int64_t now_ms) const { return tokens_at(now_ms) >= burst_; }

double TokenBucket::tokens_at(std::int64_t now_ms) const {
  const auto passed = static_cast<double>(std::max<std::int64_t>(now_ms - refilled_ms_, 0));
  return std::min(burst_, tokens_ + passed * per_second_ / kMsPerSecond);
}

}  // namespace xinqiao::server::http
