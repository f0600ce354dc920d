#include "service/push/working_set.h"

#include <algorithm>

#include "auth/rights.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {
namespace {

template <typename T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void append_changes(const wire::OpenedBatch& batch, std::vector<ChangeId>& out) {
  for (const Change& change : batch.changes) {
    out.push_back(change.id);
    for (const TouchedGroup& group : change.groups) {
      out.insert(out.end(), group.seen.begin(), group.seen.end());
      out.insert(out.end(), group.covers.begin(), group.covers.end());
    }
  }
}

}  // namespace

Status WorkingSet::load(Snapshot& snapshot, const std::vector<const wire::OpenedBatch*>& batches,
                        const std::vector<Incarnation>& incarnations) {
  std::vector<ChangeId> change_ids;
  std::vector<Id> record_ids;
  for (const auto* batch : batches) {
    append_changes(*batch, change_ids);
    for (const Change& change : batch->changes) record_ids.push_back(change.record);
  }
  sort_unique(change_ids);
  sort_unique(record_ids);
  XQ_ASSIGN(auto known, snapshot.changes(change_ids));
  changes_.reserve(known.size() + change_ids.size());
  for (LoggedChange& change : known) add_change(change);
  records_.reserve(record_ids.size());
  XQ_TRY(add_records(snapshot, record_ids));
  for (const Incarnation& incarnation : incarnations) XQ_TRY(load_refused(snapshot, incarnation, record_ids));
  XQ_TRY(load_concerns(snapshot, batches));
  return load_pairings(snapshot);
}

Status WorkingSet::add_records(Snapshot& snapshot, const std::vector<Id>& ids) {
  XQ_ASSIGN(auto rows, snapshot.records(ids));
  for (StoredRecord& row : rows) {
    const Id id = row.id;
    WorkingRecord& record = records_[id];
    record.bytes = row.state.size();
    record.row = std::move(row);
  }
  return {};
}

// Also what was refused under the names that the incarnation's chain had before.
Status WorkingSet::load_refused(Snapshot& snapshot, const Incarnation& incarnation, const std::vector<Id>& records) {
  Incarnation at = incarnation;
  for (std::uint64_t last = at.tip_seq;;) {
    if (at.no != 0) {
      XQ_ASSIGN(const auto refused, snapshot.refused_records(at.no, last, records));
      for (const Id& record : refused) refused_.emplace(incarnation.id, record);
    }
    if (at.parent == 0) return {};
    last = std::min(last, at.parent_seq);
    XQ_ASSIGN(auto parent, snapshot.incarnation_numbered(at.parent));
    if (!parent) return Error{ErrorCode::kCorrupt, "an incarnation's parent is gone"};
    at = std::move(*parent);
  }
}

// Of the steps, those that are there and those that come: rights ask whether they are confidential.
Status WorkingSet::load_concerns(Snapshot& snapshot, const std::vector<const wire::OpenedBatch*>& batches) {
  std::vector<Id> ids;
  const auto add = [&](const Id& concern) {
    if (!concern.is_nil() && !records_.contains(concern)) ids.push_back(concern);
  };
  for (const auto& [id, record] : records_) add(record.row.concern);
  for (const auto* batch : batches) {
    for (const Change& change : batch->changes) {
      const WorkingRecord* before = find(change.record);
      const std::uint32_t kind = before != nullptr ? before->row.kind : change.kind;
      if (kind == schema::kConcernStepKind) add(project(change, before == nullptr ? nullptr : &before->row).concern);
    }
  }
  sort_unique(ids);
  return add_records(snapshot, ids);
}

Status WorkingSet::load_pairings(Snapshot& snapshot) {
  std::vector<Id> ids;
  for (const auto& [id, record] : records_) {
    if (record.row.kind == schema::kPairingKind) ids.push_back(id);
  }
  XQ_ASSIGN(const auto rows, snapshot.pairings(ids));
  for (const StoredPairing& row : rows) pairings_[row.record] = row;
  return {};
}

WorkingRecord* WorkingSet::find(const Id& record) {
  const auto found = records_.find(record);
  return found == records_.end() ? nullptr : &found->second;
}

WorkingRecord& WorkingSet::create(const StoredRecord& row) {
  WorkingRecord& record = records_[row.id];
  record.row = row;
  record.state.emplace();
  return record;
}

Result<RecordState*> WorkingSet::state(WorkingRecord& record) {
  if (!record.state) {
    XQ_ASSIGN(record.state, decode_state(record.row.state));
  }
  return &*record.state;
}

const LoggedChange* WorkingSet::change(ChangeId id) const {
  const auto found = changes_.find(id);
  return found == changes_.end() ? nullptr : &found->second;
}

void WorkingSet::add_change(const LoggedChange& change) { changes_.try_emplace(change.id, change); }

bool WorkingSet::is_accepted(ChangeId id) const {
  const LoggedChange* known = change(id);
  return known != nullptr && known->verdict == v1::VERDICT_ACCEPTED;
}

bool WorkingSet::is_refused(const Id& incarnation, const Id& record) const {
  return refused_.contains({incarnation, record});
}

void WorkingSet::add_refused(const Id& incarnation, const Id& record) { refused_.emplace(incarnation, record); }

StoredPairing* WorkingSet::pairing(const Id& record) {
  const auto found = pairings_.find(record);
  return found == pairings_.end() ? nullptr : &found->second;
}

void WorkingSet::put_pairing(const StoredPairing& pairing) {
  pairings_[pairing.record] = pairing;
  dirty_pairings_.insert(pairing.record);
}

void WorkingSet::collect(WriteSet& out) {
  for (auto& [id, record] : records_) {
    if (!record.dirty || !record.state) continue;
    record.row.state = encode_state(*record.state);
    out.records.push_back(std::move(record.row));
  }
  // In order of seq, so that the index by page grows at its end.
  std::sort(out.records.begin(), out.records.end(),
            [](const StoredRecord& a, const StoredRecord& b) { return std::tie(a.seq, a.id) < std::tie(b.seq, b.id); });
  for (const Id& id : dirty_pairings_) out.pairings.push_back(pairings_[id]);
  out.revealed.assign(revealed_.begin(), revealed_.end());
}

}  // namespace xinqiao::server
