#pragma once

#include <cstdint>

namespace xinqiao::server::http {

// So many requests a second on average, some at once. No lock of its own.
class TokenBucket {
 public:
  TokenBucket(double per_second, double burst, std::int64_t now_ms);

  // Takes one if there is one.
  bool take(std::int64_t now_ms);
  // Until the next take succeeds; 0 when it would now.
  std::uint32_t wait_ms() const;
  // As if it had never been used: it may be forgotten.
  bool is_full(std::int64_t now_ms) const;

 private:
  double tokens_at(std::int64_t now_ms) const;

  double per_second_;
  double burst_;
  double tokens_;
  std::int64_t refilled_ms_;
};

}  // namespace xinqiao::server::http
