#include "service/push/working_set.h"

#include <algorithm>

#include "auth/place.h"
#include "auth/rights.h"
#include "base/limits.h"
#include "merge/replaces.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "service/push/derive.h"
#include "service/push/stored_changes.h"
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

bool gives(std::uint32_t kind) {
  return kind == schema::kPairingKind || kind == schema::kPersonKind || kind == schema::kFestivalRoundKind;
}

// Nothing was saved with it.
Result<bool> is_alone(Snapshot& snapshot, const LoggedChange& row) {
  if (!row.begins) return false;
  XQ_ASSIGN(const auto next, snapshot.log(row.incarnation, row.seq + 1, row.seq + 1));
  return next.empty() || next.front().begins;
}

}  // namespace

Status WorkingSet::load(Snapshot& snapshot, const Identity& identity,
                        const std::vector<const wire::OpenedBatch*>& batches,
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
  for (std::size_t i = 0; i < batches.size(); ++i) {
    XQ_TRY(load_refused(snapshot, identity, *batches[i], incarnations[i], change_ids));
  }
  XQ_TRY(load_concerns(snapshot, batches));
  return load_grants(snapshot);
}

// Also what was refused under the names that the incarnation's chain had before.
Status WorkingSet::load_refused(Snapshot& snapshot, const Identity& identity, const wire::OpenedBatch& batch,
                                const Incarnation& incarnation, const std::vector<ChangeId>& named) {
  std::vector<Id> fresh;
  for (const Change& change : batch.changes) {
    if (refused_.try_emplace({batch.incarnation, change.record}).second) fresh.push_back(change.record);
  }
  auto& line = lines_[batch.incarnation];
  line.clear();
  Incarnation at = incarnation;
  for (std::uint64_t last = at.tip_seq;;) {
    line.emplace_back(at.id, last);
    XQ_ASSIGN(const bool any, snapshot.has_refused(at.no));
    for (const Id& record : fresh) {
      if (any) XQ_TRY(load_refused_of(snapshot, identity, {batch.incarnation, record}, at.no, last, named));
    }
    if (at.parent == 0) return {};
    last = std::min(last, at.parent_seq);
    XQ_ASSIGN(auto parent, snapshot.incarnation_numbered(at.parent));
    if (!parent) return Error{ErrorCode::kCorrupt, "an incarnation's parent is gone"};
    at = std::move(*parent);
  }
}

Status WorkingSet::load_refused_of(Snapshot& snapshot, const Identity& identity, const std::pair<Id, Id>& whose,
                                   std::int64_t incarnation, std::uint64_t last, const std::vector<ChangeId>& named) {
  std::vector<RefusedChange>& list = refused_[whose];
  // Of more than one change can name there is always one left to wait behind.
  XQ_ASSIGN(const auto rows, snapshot.refused(incarnation, whose.second, limits::kSeenPerChange + 1));
  for (const LoggedChange& row : rows) {
    const bool known = std::ranges::find(list, row.id, &RefusedChange::id) != list.end();
    if (!is_refused(row) || row.seq > last || known) continue;
    RefusedChange refused{row.id, row.seq, std::nullopt, row.reason == v1::REASON_UNKNOWN_RECORD};
    if (std::ranges::binary_search(named, row.id)) {
      XQ_ASSIGN(refused.body, read_change(snapshot, identity, row));
      XQ_ASSIGN(const bool alone, is_alone(snapshot, row));
      refused.is_replaceable = alone || row.verdict == v1::VERDICT_REJECTED;
      refused.is_parked = row.verdict == v1::VERDICT_PARKED;
    }
    list.push_back(std::move(refused));
  }
  std::ranges::sort(list, {}, &RefusedChange::seq);
  return {};
}

Status WorkingSet::add_records(Snapshot& snapshot, const std::vector<Id>& ids) {
  XQ_ASSIGN(auto rows, snapshot.records(ids));
  for (StoredRecord& row : rows) {
    const Id id = row.id;
    WorkingRecord& record = records_[id];
    record.bytes = row.state.size();
    if (has_place(row.kind) || by_field(row.kind) != 0 || row.kind == schema::kPairingKind) {
      XQ_ASSIGN(record.state, decode_state(row.state));
      note_rights(*record.state, row);
    }
    record.row = std::move(row);
  }
  return {};
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

Status WorkingSet::load_grants(Snapshot& snapshot) {
  std::vector<Id> giving;
  std::vector<Id> children;
  for (const auto& [id, record] : records_) {
    if (gives(record.row.kind)) giving.push_back(id);
    if (record.row.kind == schema::kChildKind) children.push_back(id);
  }
  XQ_ASSIGN(const auto grants, snapshot.grants(giving));
  for (const StoredGrant& grant : grants) grants_[grant.record].push_back(grant);
  XQ_ASSIGN(const auto places, snapshot.places_of(children));
  for (const StoredPlace& place : places) places_[place.child].push_back(place);
  return {};
}

WorkingRecord* WorkingSet::find(const Id& record) {
  const auto found = records_.find(record);
  return found == records_.end() ? nullptr : &found->second;
}

bool WorkingSet::exists(const Id& record) {
  const WorkingRecord* found = find(record);
  return found != nullptr && found->row.kind != 0;
}

WorkingRecord& WorkingSet::create(StoredRecord row) {
  WorkingRecord& record = records_[row.id];
  record.row = std::move(row);
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

const std::vector<RefusedChange>& WorkingSet::refused(const Id& incarnation, const Id& record) const {
  static const std::vector<RefusedChange> none;
  const auto found = refused_.find({incarnation, record});
  return found == refused_.end() ? none : found->second;
}

void WorkingSet::add_refused(const Id& incarnation, const LoggedChange& row, const Change& change, bool alone) {
  const bool awaits = row.reason == v1::REASON_UNKNOWN_RECORD;
  const RefusedChange refused{change.id,
                              row.seq,
                              change,
                              awaits,
                              alone || row.verdict == v1::VERDICT_REJECTED,
                              row.verdict == v1::VERDICT_PARKED};
  refused_[{incarnation, change.record}].push_back(refused);
  // Names of this very push that continue this one's chain.
  for (const auto& [name, line] : lines_) {
    const bool continues = name != incarnation && std::ranges::any_of(line, [&](const auto& before) {
                             return before.first == incarnation && row.seq <= before.second;
                           });
    if (continues) refused_[{name, change.record}].push_back(refused);
  }
}

std::vector<ChangeId> WorkingSet::replace_refused(const Id& incarnation, const Change& change) {
  std::vector<ChangeId> ids;
  const auto found = refused_.find({incarnation, change.record});
  if (found == refused_.end()) return ids;
  const bool there = exists(change.record);
  std::erase_if(found->second, [&](const RefusedChange& refused) {
    if (!takes_place_of(change, refused, there)) return false;
    if (refused.awaits && !ends_waiting(change)) return false;
    ids.push_back(refused.id);
    return true;
  });
  return ids;
}

std::vector<ChangeId> WorkingSet::taken_along(const Id& incarnation, const Change& change) {
  std::vector<ChangeId> ids;
  const bool there = exists(change.record);
  for (const RefusedChange& refused : this->refused(incarnation, change.record)) {
    if (!refused.body || refused.is_replaceable || !refused.is_parked) continue;
    if (replaces(change, *refused.body, there)) ids.push_back(refused.id);
  }
  return ids;
}

const std::vector<StoredGrant>& WorkingSet::grants(const Id& record) const {
  static const std::vector<StoredGrant> none;
  const auto found = grants_.find(record);
  return found == grants_.end() ? none : found->second;
}

void WorkingSet::put_grants(const Id& record, std::vector<StoredGrant> grants) {
  grants_[record] = std::move(grants);
  moved_.insert(record);
}

const std::vector<StoredPlace>& WorkingSet::places(const Id& child) const {
  static const std::vector<StoredPlace> none;
  const auto found = places_.find(child);
  return found == places_.end() ? none : found->second;
}

void WorkingSet::put_places(const Id& child, std::vector<StoredPlace> places) {
  places_[child] = std::move(places);
  moved_.insert(child);
}

void WorkingSet::collect(WriteSet& out) {
  for (auto& [id, record] : records_) {
    if (!record.dirty) continue;
    if (record.state) record.row.state = encode_state(*record.state);
    out.records.push_back(std::move(record.row));
  }
  // In order of seq, so that the index by page grows at its end.
  std::sort(out.records.begin(), out.records.end(),
            [](const StoredRecord& a, const StoredRecord& b) { return std::tie(a.seq, a.id) < std::tie(b.seq, b.id); });
  for (const Id& id : moved_) {
    if (const auto found = grants_.find(id); found != grants_.end()) out.grants.emplace(id, found->second);
    if (const auto found = places_.find(id); found != places_.end()) out.places.emplace(id, found->second);
  }
  out.revoked = revoked_;
  out.revealed.assign(revealed_.begin(), revealed_.end());
}

}  // namespace xinqiao::server
