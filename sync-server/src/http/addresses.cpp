#include "http/addresses.h"

#include "base/check.h"

namespace xinqiao::server::http {

bool Addresses::enter(const Bytes& address, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (connections_ >= limits_.connections) return false;
  auto found = entries_.find(address);
  if (found == entries_.end()) {
    if (entries_.size() >= limits_.addresses_kept) forget_idle(now_ms);
    if (entries_.size() >= limits_.addresses_kept) return false;
    const double rate = limits_.address_requests_per_second;
    found = entries_.emplace(address, Entry{0, TokenBucket(rate, rate * limits_.burst_seconds, now_ms)}).first;
  }
  if (found->second.connections >= limits_.connections_per_address) return false;
  if (!found->second.bucket.take(now_ms)) return false;
  ++found->second.connections;
  ++connections_;
  return true;
}

void Addresses::leave(const Bytes& address) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(address);
  XQ_CHECK(found != entries_.end() && found->second.connections > 0 && connections_ > 0);
  --found->second.connections;
  --connections_;
  // The entry stays until its bucket is full again: hanging up must not refill it.
}

std::uint32_t Addresses::take(const Bytes& address, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(address);
  XQ_CHECK(found != entries_.end());
  return found->second.bucket.take(now_ms) ? 0 : found->second.bucket.wait_ms();
}

std::size_t Addresses::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::size_t Addresses::kept() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

void Addresses::forget_idle(std::int64_t now_ms) {
  std::erase_if(entries_,
                [&](auto& item) { return item.second.connections == 0 && item.second.bucket.is_full(now_ms); });
}

}  // namespace xinqiao::server::http
