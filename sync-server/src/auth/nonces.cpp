#include "auth/nonces.h"

#include <algorithm>

namespace xinqiao::server {

bool NonceMemory::take(std::uint32_t organisation, std::uint32_t device, std::uint64_t nonce) {
  const std::lock_guard lock(mutex_);
  Ring& ring = rings_[{organisation, device}];
  const auto end = ring.nonces.begin() + static_cast<std::ptrdiff_t>(ring.used);
  if (std::find(ring.nonces.begin(), end, nonce) != end) return false;
  ring.nonces[ring.next] = nonce;
  ring.next = (ring.next + 1) % kNoncesKept;
  ring.used = std::max(ring.used, ring.next == 0 ? kNoncesKept : ring.next);
  return true;
}

}  // namespace xinqiao::server
