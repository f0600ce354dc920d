#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "merge/record_state.h"
#include "merge/replaces.h"
#include "store/store.h"
#include "wire/batch.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

struct WorkingRecord {
  StoredRecord row;
  std::optional<RecordState> state;  // opened when first merged
  std::size_t bytes = 0;             // about the size of its state
  bool dirty = false;
};

// It was not taken, and its author has not written it anew.
inline bool is_refused(const LoggedChange& change) {
  return change.verdict != v1::VERDICT_ACCEPTED && !change.replaced;
}

// One that was not. What comes behind it on its record waits.
struct RefusedChange {
  ChangeId id = 0;
  std::uint64_t seq = 0;       // in its incarnation
  std::optional<Change> body;  // where a change of this push names it
  bool awaits = false;         // its record: holds nothing up, and not every later edit takes its place
  bool is_replaceable = true;  // saved by itself, or sent back: nothing else waits with it
  bool is_parked = false;
};

// Whether the change takes the place of one that was not taken. `exists`: its record.
inline bool takes_place_of(const Change& change, const RefusedChange& refused, bool exists) {
  return refused.body && refused.is_replaceable && replaces(change, *refused.body, exists);
}

// What one push touches, loaded in bulk, changed in memory, written at the end in one write-set.
// Thread rule: the writer's thread, within one transaction.
class WorkingSet {
 public:
  // `incarnations`: those of the batches, stored or not yet.
  Status load(Snapshot& snapshot, const Identity& identity, const std::vector<const wire::OpenedBatch*>& batches,
              const std::vector<Incarnation>& incarnations);

  // Null: no change of it was taken. Of kind 0: its creation is not here (again) yet.
  WorkingRecord* find(const Id& record);
  bool exists(const Id& record);
  WorkingRecord& create(StoredRecord row);
  // Opens the state of a record. kCorrupt when the stored bytes do not parse.
  Result<RecordState*> state(WorkingRecord& record);

  const LoggedChange* change(ChangeId id) const;
  void add_change(const LoggedChange& change);
  void forget_change(ChangeId id) { changes_.erase(id); }
  bool is_accepted(ChangeId id) const;

  // Of the record by the incarnation, or by what it continues, in order.
  const std::vector<RefusedChange>& refused(const Id& incarnation, const Id& record) const;
  void add_refused(const Id& incarnation, const LoggedChange& row, const Change& change, bool alone);
  // Those whose place the change takes (merge/replaces.h) hold nothing up any more; answers with their ids.
  std::vector<ChangeId> replace_refused(const Id& incarnation, const Change& change);

  // Those that wait with others saved with them, and that the change lets go or, with their record, takes back.
  std::vector<ChangeId> taken_along(const Id& incarnation, const Change& change);

  // What a record gives (a pairing, a person, a festival round), and where a child is: as stored, or put since.
  const std::vector<StoredGrant>& grants(const Id& record) const;
  void put_grants(const Id& record, std::vector<StoredGrant> grants);
  const std::vector<StoredPlace>& places(const Id& child) const;
  void put_places(const Id& child, std::vector<StoredPlace> places);

  // Of the device with this record.
  void put_revoked(const Id& record, std::int64_t since_ms) { revoked_[record] = since_ms; }

  // The steps of the concern become visible after all that this push writes.
  void reveal(const Id& concern) { revealed_.insert(concern); }

  // Ids of records that this push created.
  const std::vector<Id>& created() const { return created_; }
  void note_created(const Id& record) { created_.push_back(record); }

  // Moves what was changed into the set.
  void collect(WriteSet& out);

 private:
  Status load_concerns(Snapshot& snapshot, const std::vector<const wire::OpenedBatch*>& batches);
  Status load_grants(Snapshot& snapshot);
  Status add_records(Snapshot& snapshot, const std::vector<Id>& ids);
  Status load_refused(Snapshot& snapshot, const Identity& identity, const wire::OpenedBatch& batch,
                      const Incarnation& incarnation, const std::vector<ChangeId>& named);
  Status load_refused_of(Snapshot& snapshot, const Identity& identity, const std::pair<Id, Id>& whose,
                         std::int64_t incarnation, std::uint64_t last, const std::vector<ChangeId>& named);

  std::unordered_map<Id, WorkingRecord> records_;
  std::unordered_map<ChangeId, LoggedChange> changes_;
  std::map<std::pair<Id, Id>, std::vector<RefusedChange>> refused_;  // incarnation, record
  // Of each incarnation the names its chain has had, and up to which seq.
  std::map<Id, std::vector<std::pair<Id, std::uint64_t>>> lines_;
  std::map<Id, std::vector<StoredGrant>> grants_;
  std::map<Id, std::vector<StoredPlace>> places_;
  std::set<Id> moved_;  // whose grants or places were put
  std::map<Id, std::int64_t> revoked_;
  std::set<Id> revealed_;
  std::vector<Id> created_;
};

}  // namespace xinqiao::server
