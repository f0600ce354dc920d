#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/bytes.h"
#include "http/limits.h"
#include "http/token_bucket.h"

namespace xinqiao::server::http {

// Who is connected from where, and how fast they ask. An address is 4 bytes, or the first 8 of an IPv6
// one, since a customer is given a whole /64. Safe from any thread.
class Addresses {
 public:
  explicit Addresses(const Limits& limits) : limits_(limits) {}

  // A new connection; false when it is one too many, or comes too soon: a handshake costs what a request does.
  // Every true is followed by one leave().
  bool enter(const Bytes& address, std::int64_t now_ms);
  void leave(const Bytes& address);

  // One request of an address that has entered. 0: go on; else come back after so many milliseconds.
  std::uint32_t take(const Bytes& address, std::int64_t now_ms);

  std::size_t connections() const;
  std::size_t kept() const;

 private:
  struct Entry {
    std::size_t connections = 0;
    TokenBucket bucket;
  };

  void forget_idle(std::int64_t now_ms);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::unordered_map<Bytes, Entry> entries_;
  std::size_t connections_ = 0;
};

}  // namespace xinqiao::server::http
