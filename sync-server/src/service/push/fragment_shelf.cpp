#include "service/push/fragment_shelf.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"
#include "service/push/push_plan.h"

namespace xinqiao::server {

OrRefusal<FragmentShelf::Taken> FragmentShelf::take(std::uint32_t organisation, std::uint32_t device,
                                                    const v1::Fragment& fragment) {
  const std::uint64_t total = fragment.total();
  const std::uint64_t size = fragment.data().size();
  if (total > kBatchBytesMax) return refuse(v1::ERROR_TOO_LARGE, "a batch of this size is not taken");
  if (fragment.hash().size() != limits::kFragmentHash || size == 0 || fragment.offset() > total ||
      size > total - fragment.offset()) {
    return refuse(v1::ERROR_MALFORMED, "not a fragment");
  }
  const std::lock_guard lock(mutex_);
  const Owner owner{organisation, device};
  Entry& entry = entries_[owner];
  entry.used = ++uses_;
  const auto begin_anew = [&] {
    bytes_ -= entry.data.size();
    entry.data.clear();
    entry.whole = false;
  };
  if (entry.hash != fragment.hash() || entry.data.size() > total) begin_anew();
  entry.hash = fragment.hash();
  const std::uint64_t here = entry.data.size();
  if (fragment.offset() <= here && fragment.offset() + size > here) {
    entry.data.append(fragment.data(), here - fragment.offset());
    bytes_ += entry.data.size() - here;
    make_room(owner);
  }
  Taken taken;
  if (entry.data.size() == total) {
    entry.whole = entry.whole || crypto::hash(entry.data, limits::kFragmentHash) == entry.hash;
    if (entry.whole) {
      taken.batch = entry.data;
      return taken;
    }
    begin_anew();
  }
  taken.need.emplace().set_hash(entry.hash);
  taken.need->set_offset(entry.data.size());
  return taken;
}

// Of those whose owners have been silent longest.
void FragmentShelf::make_room(const Owner& owner) {
  while (bytes_ > room_ && entries_.size() > 1) {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      const bool older = oldest == entries_.end() || entry->second.used < oldest->second.used;
      if (entry->first != owner && older) oldest = entry;
    }
    bytes_ -= oldest->second.data.size();
    entries_.erase(oldest);
  }
}

}  // namespace xinqiao::server
