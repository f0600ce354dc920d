#pragma once

#include <map>
#include <span>

#include "service/pull/pull_cursor.h"
#include "service/pull/pull_page.h"
#include "service/push/push.h"

namespace xinqiao::server {

struct PullAnswer {
  Bytes fields;  // of SyncResponse, encoded: deltas, or a piece of them
  Cursor cursor;
  bool complete = false;
  std::uint64_t complete_seq = 0;  // organisation seq a complete pull reached
};

// One page beyond the cursor. `own`: what need not be told.
Result<PullAnswer> pull(Snapshot& snapshot, const Device& device, const Cursor& cursor, const OwnAccepted& own,
                        const PageLimit& limit);

// Records asked for by name, in their order, whole; what is not here or out of scope is left out.
struct NamedRecords {
  Bytes fields;           // of SyncResponse, encoded
  std::size_t count = 0;  // so many of the names are dealt with; none: a piece of the first
};
Result<NamedRecords> pull_named(Snapshot& snapshot, const Device& device, std::span<const Id> records,
                                const PageLimit& limit);

// Of these records, whether the device is sent them; nothing of those of which nobody can tell yet.
Result<std::map<Id, bool>> in_scope(Snapshot& snapshot, const Device& device, std::span<const Id> records);

}  // namespace xinqiao::server
