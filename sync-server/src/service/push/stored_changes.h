#pragma once

#include <optional>
#include <span>

#include "merge/change.h"
#include "store/store.h"
#include "wire/batch.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao::server {

// Changes read back from the batches as they came, in full form, with their ids and the effective stamps given.
// Nothing where a body is gone.

// The batch read last; saves reading it again.
struct OpenedRows {
  StoredBatch stored;
  v1::Batch batch;

  bool holds(const LoggedChange& row) const {
    return stored.count > 0 && stored.incarnation == row.incarnation && row.seq >= stored.first_seq &&
           row.seq < stored.first_seq + stored.count;
  }
};
Result<std::optional<Change>> read_change(Snapshot& snapshot, const Identity& identity, const LoggedChange& row,
                                          OpenedRows* last = nullptr);

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

// As a push brings them.
wire::OpenedBatch opened(const StoredChanges& stored, std::span<const Change> changes);

}  // namespace xinqiao::server
