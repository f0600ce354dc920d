#pragma once

#include <cstdint>
#include <vector>

#include "merge/record_state.h"
#include "model/schema.h"

// What people see of a record's heads (docs/protocol.md section 4). Pure functions.
namespace xinqiao {

// The head whose value is shown: of a danger sign the gravest value first, else the largest
// (effective, id). `group` has at least one head; `field` may be null (unknown to this program).
const Head& standing(const GroupState& group, const schema::Field* field);

// The ids a plain save names as seen: every head that has the value shown. Ascending.
std::vector<ChangeId> shown_ids(const GroupState& group, const schema::Field* field);

// Heads carry two or more different values; cleared is a value.
bool is_clash(const GroupState& group);
// The same on every replica: first 8 bytes of the hash of record and group.
std::uint64_t clash_id(const Id& record, std::uint32_t group);

// Deleted, and nothing newer stands: every head of every other group is covered by a deletion.
bool is_hidden(const RecordState& state);
// A deletion stands, and so does something it has not seen: the record is shown, and both sides are told.
bool is_deletion_clash(const RecordState& state);
// Those heads that no deletion has seen, ascending.
std::vector<ChangeId> uncovered_heads(const RecordState& state);
// All heads of all groups but kDeletedGroup, ascending: what a deletion covers.
std::vector<ChangeId> all_heads(const RecordState& state);

// The record as shown: the standing value of every group that is not cleared.
Fields shown_fields(const RecordState& state);

}  // namespace xinqiao
