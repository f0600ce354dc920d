#pragma once

#include <optional>
#include <set>
#include <unordered_map>

#include "merge/record_state.h"
#include "store/store.h"
#include "wire/batch.h"

namespace xinqiao::server {

struct WorkingRecord {
  StoredRecord row;
  std::optional<RecordState> state;  // opened when first merged
  std::size_t bytes = 0;             // about the size of its state
  bool dirty = false;
};

// What one push touches, loaded in bulk, changed in memory, written at the end in one write-set.
// Thread rule: the writer's thread, within one transaction.
class WorkingSet {
 public:
  // `incarnations`: those of the batches, stored or not yet.
  Status load(Snapshot& snapshot, const std::vector<const wire::OpenedBatch*>& batches,
              const std::vector<Incarnation>& incarnations);

  WorkingRecord* find(const Id& record);  // null: nobody created it
  WorkingRecord& create(const StoredRecord& row);
  // Opens the state of a record. kCorrupt when the stored bytes do not parse.
  Result<RecordState*> state(WorkingRecord& record);

  const LoggedChange* change(ChangeId id) const;
  void add_change(const LoggedChange& change);
  bool is_accepted(ChangeId id) const;

  // The record has a change of the incarnation, or of what it continues, that was not accepted.
  bool is_refused(const Id& incarnation, const Id& record) const;

  void add_refused(const Id& incarnation, const Id& record);

  StoredPairing* pairing(const Id& record);
  void put_pairing(const StoredPairing& pairing);

  // The steps of the concern become visible after all that this push writes.
  void reveal(const Id& concern) { revealed_.insert(concern); }

  // Moves what was changed into the set.
  void collect(WriteSet& out);

 private:
  Status load_refused(Snapshot& snapshot, const Incarnation& incarnation, const std::vector<Id>& records);
  Status load_concerns(Snapshot& snapshot, const std::vector<const wire::OpenedBatch*>& batches);
  Status load_pairings(Snapshot& snapshot);
  Status add_records(Snapshot& snapshot, const std::vector<Id>& ids);

  std::unordered_map<Id, WorkingRecord> records_;
  std::unordered_map<ChangeId, LoggedChange> changes_;
  std::set<std::pair<Id, Id>> refused_;  // incarnation, record
  std::unordered_map<Id, StoredPairing> pairings_;
  std::set<Id> dirty_pairings_;
  std::set<Id> revealed_;
};

}  // namespace xinqiao::server
