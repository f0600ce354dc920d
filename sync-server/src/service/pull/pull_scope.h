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
  // Of whoever looks after children: these, each with the organisation seq at which it entered, and themselves, since
  // ever. Of an office's case worker: children with confidential concerns, since they are one.
  struct Shelf {
    std::uint64_t enter_seq = 0;
    bool on_round = false;  // by a festival round alone: a part of the records, and a part of the child's
  };
  const std::map<Id, Shelf>& shelves() const { return shelves_; }
  // Of this record, some fields alone.
  bool is_partial(const StoredRecord& record) const;

  // By the record's own columns and its concern's; where it is shelved has been looked at before.
  Result<bool> may_see(const StoredRecord& record);
  // For a record from anywhere.
  Result<bool> holds(const StoredRecord& record);

 private:
  Scope(Snapshot& snapshot, const Id& person) : snapshot_(snapshot), person_(person) {}
  Result<bool> may_see_step(const StoredRecord& step);
  bool is_on_round(const StoredRecord& record) const;

  Snapshot& snapshot_;
  Id person_;
  Power power_ = Power::kNothing;
  bool case_worker_ = false;
  std::map<Id, Shelf> shelves_;
  std::unordered_map<Id, bool> concerns_;  // asked before
};

}  // namespace xinqiao::server
