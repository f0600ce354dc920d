#pragma once

#include "service/push/working_set.h"

namespace xinqiao::server {

// Brings the columns that paging and rights read up to the record's standing values after a merge at
// organisation seq `seq`, and notes who comes to see what they had not seen: a record that moved to
// another child, a concern no longer confidential or with another owner, a child paired anew.
Status derive(WorkingSet& set, WorkingRecord& record, std::uint64_t seq);

// What derive() would say of a record that a change has just created, project() says.
bool is_as_projected(std::uint32_t kind);

// Of a stored record, what rights ask of its state.
void note_rights(const RecordState& state, StoredRecord& row);

// Devices that are revoked until these are written, and no more then.
Result<std::vector<std::uint32_t>> reinstated(Snapshot& snapshot, const WriteSet& writes);

}  // namespace xinqiao::server
