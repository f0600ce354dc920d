#pragma once

#include <optional>
#include <span>

#include "merge/change.h"
#include "store/store.h"

namespace xinqiao::server {

// Changes read back from the batches as they came, in full form, with their ids and the effective stamps given.
// Nothing where a body is gone.

Result<std::optional<Change>> read_change(Snapshot& snapshot, const Identity& identity, const LoggedChange& row);

// A batch with what became of each of its changes.
struct StoredChanges {
  StoredBatch batch;
  Id incarnation;
  std::uint32_t device = 0;
  std::vector<LoggedChange> rows;
  std::vector<Change> changes;
};
// The batch that holds `seq`.
Result<std::optional<StoredChanges>> read_batch(Snapshot& snapshot, const Identity& identity, std::int64_t incarnation,
                                                std::uint64_t seq);

// One transaction of a batch.
struct StoredTransaction {
  StoredChanges all;
  std::size_t first = 0;
  std::size_t count = 0;

  std::span<const LoggedChange> rows() const { return std::span(all.rows).subspan(first, count); }
  std::span<const Change> changes() const { return std::span(all.changes).subspan(first, count); }
};
Result<std::optional<StoredTransaction>> read_transaction(Snapshot& snapshot, const Identity& identity,
                                                          const LoggedChange& member);

}  // namespace xinqiao::server
