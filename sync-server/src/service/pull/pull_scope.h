#pragma once

#include <map>
#include <unordered_map>

#include "auth/rights.h"
#include "store/store.h"

namespace xinqiao::server {

// What a device may hold (docs/protocol.md section 7): of the organisation's order alone, never of a clock, so that a
// cursor means the same whenever it is shown. Lifetime: one snapshot.
class Scope {
 public:
  static Result<Scope> load(Snapshot& snapshot, const Device& device);

  Power power() const { return power_; }
  const Id& person() const { return person_; }
  // Of a helper: their children, each with the organisation seq at which it entered, and themselves, since ever.
  const std::map<Id, std::uint64_t>& shelves() const { return shelves_; }

  // By the record's own columns and its concern's; where it is shelved has been looked at before.
  Result<bool> may_see(const StoredRecord& record);
  // For a record from anywhere.
  Result<bool> holds(const StoredRecord& record);

 private:
  Scope(Snapshot& snapshot, const Id& person) : snapshot_(snapshot), person_(person) {}
  Result<bool> may_see_step(const StoredRecord& step);

  Snapshot& snapshot_;
  Id person_;
  Power power_ = Power::kNothing;
  std::map<Id, std::uint64_t> shelves_;
  std::unordered_map<Id, bool> concerns_;  // asked before
};

}  // namespace xinqiao::server
