#include "simulation/disk/memory_file.h"

#include <algorithm>

namespace xinqiao::simulation {

void MemoryFile::apply(const Change& change, Shared& shared) {
  if (shared.use_count() > 1) shared = std::make_shared<Bytes>(*shared);
  Bytes& to = *shared;
  if (!change.bytes) {
    to.resize(change.offset);
    return;
  }
  if (to.size() < change.offset + change.bytes->size()) to.resize(change.offset + change.bytes->size());
  to.replace(change.offset, change.bytes->size(), *change.bytes);
}

void MemoryFile::write(std::uint64_t offset, BytesView bytes) {
  unsynced_.push_back({offset, Bytes(bytes)});
  apply(unsynced_.back(), content_);
}

void MemoryFile::truncate(std::uint64_t size) {
  unsynced_.push_back({size, std::nullopt});
  apply(unsynced_.back(), content_);
}

void MemoryFile::sync() {
  for (const Change& change : unsynced_) apply(change, synced_);
  unsynced_.clear();
}

// The sectors that did not get there keep what stood there before.
void MemoryFile::tear(Change& change, const Bytes& before, testing::SeededRandom& draw) {
  if (!change.bytes) return;
  Bytes& bytes = *change.bytes;
  const std::uint64_t end = change.offset + bytes.size();
  for (std::uint64_t at = change.offset; at < end;) {
    const std::uint64_t next = std::min(end, (at / kSector + 1) * kSector);
    if (draw.below(2) == 0) {
      for (std::uint64_t byte = at; byte < next; ++byte)
        bytes[byte - change.offset] = byte < before.size() ? before[byte] : '\0';
    }
    at = next;
  }
}

void MemoryFile::cut_power(testing::SeededRandom& draw, std::uint64_t kept_per_cent) {
  const std::uint64_t torn = draw.below(unsynced_.size() + 1);  // often one that is lost anyway
  for (std::size_t i = 0; i < unsynced_.size(); ++i) {
    Change& change = unsynced_[i];
    if (draw.below(100) >= kept_per_cent) continue;
    if (i == torn && change.bytes) tear(change, *synced_, draw);
    apply(change, synced_);
  }
  unsynced_.clear();
  content_ = synced_;
}

void MemoryFile::forget_process() {
  locks = {};
  shared_memory = {};
}

}  // namespace xinqiao::simulation
