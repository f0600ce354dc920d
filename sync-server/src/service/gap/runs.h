#pragma once

#include "store/store.h"

namespace xinqiao::server {

// Held batches that follow one another without a gap, perhaps under a new name, and what is missing before them.
struct HeldRun {
  Id incarnation;          // of what is missing
  std::uint64_t from = 0;  // the missing seqs, `from` to `to`; nothing is when `from` is beyond `to`
  std::uint64_t to = 0;
  bool first = false;              // all that comes before `from` is here, not held
  std::uint64_t changes = 0;       // in its batches
  std::int64_t since_ms = 0;       // of the one held longest
  std::vector<HeldBatch> batches;  // by first seq

  // The last missing change.
  ChangeId behind() const { return batches.front().behind(); }
};

// The incarnation and the seq that stand before a batch.
struct Place {
  Id incarnation;
  std::uint64_t seq = 0;
};
inline Place place_before(const HeldBatch& batch) {
  return {batch.parent.is_nil() ? batch.incarnation : batch.parent, batch.first_seq - 1};
}

// The highest seq here with all that comes before it, not beyond `seq`.
std::uint64_t here_before(const Incarnation& incarnation, std::uint64_t seq);

// Of one device's held batches, given by first seq.
Result<std::vector<HeldRun>> runs_of(Snapshot& snapshot, const std::vector<HeldBatch>& held);

}  // namespace xinqiao::server
