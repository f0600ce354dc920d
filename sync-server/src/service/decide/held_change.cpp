#include "service/decide/held_change.h"

#include <algorithm>
#include <set>

#include "auth/rights.h"
#include "model/schema.h"
#include "service/decide/decision.h"
#include "service/organisation/server_writer.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kAtOnce = 8;         // records of one own transaction
constexpr std::size_t kClearedBytes = 16;  // at most of one cleared field's number

void add_part(const Change& change, std::uint32_t kind, std::size_t& room, v1::HeldPart& part) {
  Bytes id;
  append_u64(id, change.id);
  part.set_change(id);
  part.set_record(change.record.str());
  if (kind != 0) part.set_kind(kind);
  Bytes set;
  for (const TouchedGroup& group : change.groups) {
    if (group.number == kDeletedGroup && group.value) {
      part.set_deletes(true);
      continue;
    }
    const std::size_t size = group.value ? group.value->size() : kClearedBytes;
    if (size > room) {
      part.set_cut(true);
      continue;
    }
    room -= size;
    if (group.value) {
      set += *group.value;
    } else {
      part.add_cleared()->set_number(group.number);
    }
  }
  if (!set.empty()) part.set_set(set);
}

// Also of a record whose creation was not taken.
Result<std::uint32_t> kind_of(Snapshot& snapshot, const Identity& identity, const StoredTransaction& held,
                              const Change& change) {
  for (const Change& one : held.changes()) {
    if (one.record == change.record && one.kind != 0) return one.kind;
  }
  XQ_ASSIGN(const auto rows, snapshot.records(std::span(&change.record, 1)));
  if (!rows.empty() && rows.front().kind != 0) return rows.front().kind;
  XQ_ASSIGN(const auto refused, snapshot.untaken_by(held.all.device, change.record, 4 * kHeldBehind));
  for (const LoggedChange& row : refused) {
    XQ_ASSIGN(const auto body, read_change(snapshot, identity, row));
    if (body && body->kind != 0) return body->kind;
  }
  return std::uint32_t{0};
}

// Of the same author, parked on its records, with all that was saved together with it, and what is parked on the
// records of that: a decision covers them.
Status add_behind(Snapshot& snapshot, const Identity& identity, const StoredTransaction& held, std::size_t& room,
                  v1::HeldChange& out) {
  std::set<Id> looked_at;
  std::vector<Id> records;
  std::set<ChangeId> told;
  const LoggedChange& last = held.rows().back();
  for (const LoggedChange& row : held.rows()) records.push_back(row.record);
  for (std::size_t next = 0; next < records.size(); ++next) {  // it grows
    if (!looked_at.insert(records[next]).second) continue;
    XQ_ASSIGN(const auto refused, snapshot.refused_by(held.all.device, records[next], 4 * kHeldBehind));
    for (const LoggedChange& parked : refused) {
      const bool awaits = parked.reason == v1::REASON_UNKNOWN_RECORD;  // it is told by itself
      if (parked.verdict != v1::VERDICT_PARKED || awaits || parked.seq <= last.seq) continue;
      if (told.contains(parked.id)) continue;
      XQ_ASSIGN(const auto whole, read_transaction(snapshot, identity, parked));
      if (!whole) continue;
      if (told.size() + whole->count > kHeldBehind) return {};
      for (std::size_t i = 0; i < whole->count; ++i) {
        const Change& change = whole->changes()[i];
        told.insert(change.id);
        records.push_back(change.record);
        XQ_ASSIGN(const auto kind, kind_of(snapshot, identity, *whole, change));
        add_part(change, kind, room, *out.add_behind());
        if (whole->rows()[i].replaced) out.mutable_behind()->rbegin()->set_replaced(true);
      }
    }
  }
  return {};
}

// It is told with what it waits behind; what its author wrote anew since waits behind nothing.
bool waits_behind(std::span<const LoggedChange> transaction) {
  return std::ranges::any_of(transaction, [](const LoggedChange& row) {
    return row.verdict == v1::VERDICT_PARKED && row.reason == v1::REASON_BEHIND_REFUSED && !row.replaced;
  });
}

// What its author has done with says nothing of the rest.
const LoggedChange& first_open(std::span<const LoggedChange> transaction) {
  const auto open = std::ranges::find(transaction, false, &LoggedChange::replaced);
  return open == transaction.end() ? transaction.front() : *open;
}

bool awaits_record(std::span<const LoggedChange> transaction) {
  return std::ranges::any_of(transaction, [](const LoggedChange& row) {
    return row.verdict == v1::VERDICT_PARKED && row.reason == v1::REASON_UNKNOWN_RECORD && !row.replaced;
  });
}

v1::HeldState state_of(const StoredTransaction& held) {
  const LoggedChange& first = first_open(held.rows());
  if (first.verdict == v1::VERDICT_ACCEPTED) return v1::HELD_STATE_ACCEPTED;
  if (first.replaced) return v1::HELD_STATE_REPLACED;
  if (first.reason == v1::REASON_RETURNED) return v1::HELD_STATE_RETURNED;
  if (first.verdict == v1::VERDICT_REJECTED) return v1::HELD_STATE_REJECTED;
  return awaits_record(held.rows()) ? v1::HELD_STATE_AWAITING : v1::HELD_STATE_WAITING;
}

// Of one that has a reason of its own, if there is one.
void add_reason(const StoredTransaction& held, v1::HeldChange& out) {
  const bool done_with = first_open(held.rows()).replaced;
  for (const LoggedChange& row : held.rows()) {
    if (row.replaced != done_with) continue;
    if (!v1::HeldReason_IsValid(static_cast<int>(row.reason))) continue;
    out.set_reason(static_cast<v1::HeldReason>(row.reason));
    if (row.reason != v1::REASON_TRANSACTION) return;
  }
}

// Of a confidential concern, as it stands or as the change would make it; of a step whose concern nobody has, too.
Result<bool> is_confidential(Snapshot& snapshot, const StoredTransaction& held) {
  std::vector<Id> ids;
  for (const Change& change : held.changes()) {
    ids.push_back(change.record);
    const auto* names = touched(change, v1::ConcernStep::kConcernFieldNumber);
    if (names != nullptr && names->value) ids.push_back(Id::from_bytes(read_bytes(*names->value).value_or(Bytes())));
  }
  XQ_ASSIGN(auto rows, snapshot.records(ids));
  std::vector<Id> concerns;
  for (const StoredRecord& row : rows) {
    if (!row.concern.is_nil()) concerns.push_back(row.concern);
  }
  XQ_ASSIGN(const auto named, snapshot.records(concerns));
  rows.insert(rows.end(), named.begin(), named.end());
  if (std::ranges::any_of(rows, &StoredRecord::confidential)) return true;
  return std::ranges::any_of(held.changes(), [](const Change& change) {
    return change.kind == schema::kConcernKind && project(change, nullptr).confidential;
  });
}

Result<OwnRecord> record_of(Snapshot& snapshot, const Identity& identity, const StoredTransaction& held) {
  v1::HeldChange out;
  std::size_t room = kHeldBytes;
  Bytes first;
  append_u64(first, held.rows().front().id);
  out.set_change(first);
  out.set_author(held.changes().front().author.str());
  XQ_ASSIGN(const auto device, snapshot.device(held.all.device));
  if (device) out.set_device(device->id.str());
  add_reason(held, out);
  out.set_at(stamp_ms(held.rows().front().effective));
  for (std::size_t i = 0; i < held.count; ++i) {
    const Change& change = held.changes()[i];
    XQ_ASSIGN(const auto kind, kind_of(snapshot, identity, held, change));
    add_part(change, kind, room, *out.add_changes());
    if (held.rows()[i].replaced) out.mutable_changes()->rbegin()->set_replaced(true);
  }
  XQ_TRY(add_behind(snapshot, identity, held, room, out));
  out.set_state(state_of(held));
  XQ_ASSIGN(const bool confidential, is_confidential(snapshot, held));
  if (confidential) out.set_confidential(true);
  if (out.state() == v1::HELD_STATE_ACCEPTED || out.state() == v1::HELD_STATE_RETURNED) {
    XQ_ASSIGN(const auto decision, find_decision(snapshot, identity, held.changes()));
    if (!decision && !held.rows().front().why.empty()) out.set_why(held.rows().front().why);  // as a receipt told
    if (decision) {
      out.set_decided_by(decision->by.str());
      out.set_decided_at(decision->at_ms);
      if (!decision->why.empty()) out.set_why(decision->why);
    }
  }
  OwnRecord record{id_about(identity, schema::kHeldChangeKind, held.rows().front().id), schema::kHeldChangeKind, {}};
  XQ_ASSIGN(record.fields, split_fields(out.SerializeAsString()));
  return record;
}

}  // namespace

bool is_told(std::span<const LoggedChange> transaction) {
  return first_open(transaction).verdict != v1::VERDICT_ACCEPTED && !waits_behind(transaction);
}

Status write_held(Transaction& transaction, const Identity& identity, std::span<const LoggedChange> members,
                  std::int64_t now_ms, Random& random) {
  std::vector<OwnRecord> records;
  std::set<Id> written;
  for (const LoggedChange& member : members) {
    if (waits_behind(std::span(&member, 1))) continue;
    XQ_ASSIGN(const auto held, read_transaction(transaction, identity, member));
    if (!held || waits_behind(held->rows())) continue;
    XQ_ASSIGN(auto record, record_of(transaction, identity, *held));
    if (!written.insert(record.id).second) continue;
    records.push_back(std::move(record));
    if (records.size() < kAtOnce) continue;
    XQ_TRY(append_own(transaction, identity, records, now_ms, random));
    records.clear();
  }
  return records.empty() ? Status() : append_own(transaction, identity, records, now_ms, random);
}

}  // namespace xinqiao::server
