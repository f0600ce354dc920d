#pragma once

#include <unordered_set>

#include "storage/local_store.h"
#include "xinqiao/v1/state.pb.h"

// What becomes part of base: what the server says of records, and own changes that it has taken.
namespace xinqiao::sync {

// What counts once in a sync, however many pages it is on.
struct Progressed {
  std::unordered_set<Id> pulled;          // records that came
  std::unordered_set<ChangeId> accepted;  // own changes
  std::unordered_set<ChangeId> clashing;  // of these, those that stand in a clash
};

// A delta carries whole head sets: each replaces what base has of its group.
Status take_delta(LocalStore& store, const v1::RecordState& message, Progressed& progressed);

// Whose record base says it is; nil: nobody's.
Id child_of(const RecordState& state);
// The change was made knowing of `id` in the group.
bool saw(const Change& change, std::uint32_t number, ChangeId id);
// By an own change that is part of base. `own`: of the record.
bool is_overwritten(const GroupState& group, std::uint32_t number, ChangeId id, const std::vector<OwnChange>& own);
// The head that an own change becomes in a group.
Head head_of(const Change& change, const TouchedGroup& touched, const GroupState& before);

// Adds heads to a group of a record that the device is told nothing of; of own changes alone it knows which had seen
// which. `own`: of the record.
void put_beside(GroupState& group, std::uint32_t number, std::vector<Head> heads, const std::vector<OwnChange>& own);

// The complete pull has passed these own changes: a group the server left out has the change as its only
// head; every other group came with a seq at least as high.
Status settle_own(LocalStore& store, std::uint64_t complete_seq, Progressed& progressed);

}  // namespace xinqiao::sync
