#pragma once

#include <span>

#include "service/pull/pull_cursor.h"
#include "service/push/push.h"

namespace xinqiao::server {

struct PullAnswer {
  Bytes deltas;  // encoded as fields of SyncResponse
  Cursor cursor;
  bool complete = false;
  std::uint64_t complete_seq = 0;  // organisation seq a complete pull reached
};

// One page beyond the cursor. `own`: what this answer accepts, and so need not be told.
Result<PullAnswer> pull(Snapshot& snapshot, const Device& device, const Cursor& cursor, const PushAnswer& own,
                        std::size_t max_bytes);

// Records asked for by name, in their order, whole; what is not here or out of scope is left out.
struct NamedRecords {
  Bytes deltas;           // encoded as fields of SyncResponse
  std::size_t count = 0;  // so many of the names are dealt with; at least one
};
Result<NamedRecords> pull_named(Snapshot& snapshot, const Device& device, std::span<const Id> records,
                                std::size_t max_bytes);

}  // namespace xinqiao::server
