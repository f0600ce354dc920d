#include "service/push/derive.h"

#include <algorithm>

#include "base/china_time.h"
#include "merge/standing.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/held.pb.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

// The standing value of a group that is no danger sign; null when absent or cleared.
const Bytes* value_of(const RecordState& state, std::uint32_t number) {
  const auto group = state.groups.find(number);
  if (group == state.groups.end() || group->second.heads.empty()) return nullptr;
  const Head& head = standing(group->second, nullptr);
  return head.value ? &*head.value : nullptr;
}

Id id_of(const RecordState& state, std::uint32_t number) {
  const Bytes* value = value_of(state, number);
  return value == nullptr ? Id() : Id::from_bytes(read_bytes(*value).value_or(Bytes()));
}

std::uint64_t number_of(const RecordState& state, std::uint32_t number) {
  const Bytes* value = value_of(state, number);
  return value == nullptr ? 0 : read_varint(*value).value_or(0);
}

Bytes shelf_of(const RecordState& state) {
  if (state.kind == schema::kChildKind) return shelf::of_child(state.record);
  // Its author hears of it on whatever device: the one that wrote it may be gone.
  if (state.kind == schema::kHeldChangeKind) return shelf::of_person(id_of(state, v1::HeldChange::kAuthorFieldNumber));
  switch (schema::scope_of(state.kind)) {
    case schema::Scope::kChild:
      return shelf::of_child(id_of(state, schema::child_field(state.kind)));
    case schema::Scope::kDirectory:
      return Bytes(shelf::kDirectory);
    case schema::Scope::kOffice:
      break;
  }
  return Bytes(shelf::kNowhere);
}

// Not of a clash: while it is open nobody is let in by either side of it.
Id undisputed_id(const RecordState& state, std::uint32_t number) {
  const auto group = state.groups.find(number);
  return group == state.groups.end() || is_clash(group->second) ? Id() : id_of(state, number);
}

// While any open head says so; also one that nobody can read.
bool is_confidential(const RecordState& state) {
  const auto group = state.groups.find(v1::Concern::kConfidentialFieldNumber);
  if (group == state.groups.end()) return false;
  return std::ranges::any_of(group->second.heads,
                             [](const Head& head) { return head.value && read_varint(*head.value).value_or(1) != 0; });
}

void derive_concern(WorkingSet& set, StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  const bool was_confidential = row.confidential;
  const Id owner_before = row.owner;
  row.confidential = is_confidential(state);
  row.owner = undisputed_id(state, v1::Concern::kOwnerFieldNumber);
  const bool created = row.created_seq == seq;
  const bool widened = was_confidential && (!row.confidential || row.owner != owner_before);
  if (widened && !created) row.visible_seq = seq;
  if (widened || created) set.reveal(row.id);
}

void derive_step(StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  const Id before = row.concern;
  row.concern = undisputed_id(state, v1::ConcernStep::kConcernFieldNumber);
  if (row.created_seq != seq && row.concern != before) row.visible_seq = seq;
}

// A fellow pupil sees nothing of an archive.
bool is_study_buddy(const RecordState& state) {
  return number_of(state, v1::Pairing::kRoleFieldNumber) == v1::PAIRING_ROLE_STUDY_BUDDY;
}

// Over already when its end was written down: a record of the past opens nothing. No clock is asked.
bool had_ended(const RecordState& state) {
  const auto group = state.groups.find(v1::Pairing::kToFieldNumber);
  if (group == state.groups.end() || group->second.heads.empty()) return false;
  const Head& head = standing(group->second, nullptr);
  const std::uint64_t until = head.value ? read_varint(*head.value).value_or(0) : 0;
  return until != 0 && until < china_time::day_of(stamp_ms(head.effective));
}

void derive_pairing(WorkingSet& set, const StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  StoredPairing now;
  now.record = row.id;
  now.person = id_of(state, v1::Pairing::kHelperFieldNumber);
  now.child = id_of(state, v1::Pairing::kChildFieldNumber);
  now.until = static_cast<std::uint32_t>(number_of(state, v1::Pairing::kToFieldNumber));
  const StoredPairing* before = set.pairing(row.id);
  const bool open = before != nullptr && before->active && before->person == now.person && before->child == now.child;
  now.active = !is_hidden(state) && !now.person.is_nil() && !now.child.is_nil() && !is_study_buddy(state) &&
               (open || !had_ended(state));
  now.enter_seq = open ? before->enter_seq : seq;
  set.put_pairing(now);
}

// While any open head says so, whatever time it gives; 0: nobody does.
std::int64_t revoked_since(const RecordState& state) {
  const auto group = state.groups.find(v1::Device::kRevokedFieldNumber);
  if (group == state.groups.end()) return 0;
  std::uint64_t since = 0;
  for (const Head& head : group->second.heads) {
    if (head.value) since = std::max({since, std::uint64_t{1}, read_varint(*head.value).value_or(0)});
  }
  return static_cast<std::int64_t>(std::min<std::uint64_t>(since, INT64_MAX));
}

}  // namespace

Status derive(WorkingSet& set, WorkingRecord& record, std::uint64_t seq) {
  XQ_ASSIGN(const RecordState* state, set.state(record));
  StoredRecord& row = record.row;
  Bytes shelf = shelf_of(*state);
  if (row.created_seq != seq && shelf != row.shelf) row.visible_seq = seq;
  row.shelf = std::move(shelf);
  if (row.kind == schema::kConcernKind) derive_concern(set, row, *state, seq);
  if (row.kind == schema::kConcernStepKind) derive_step(row, *state, seq);
  if (row.kind == schema::kPairingKind) derive_pairing(set, row, *state, seq);
  if (row.kind == schema::kDeviceKind) set.put_revoked(row.id, revoked_since(*state));
  return {};
}

Result<std::vector<std::uint32_t>> reinstated(Snapshot& snapshot, const WriteSet& writes) {
  std::vector<std::uint32_t> out;
  for (const auto& [record, since_ms] : writes.revoked) {
    if (since_ms != 0) continue;
    XQ_ASSIGN(const auto device, snapshot.device_with(record));
    if (device && device->revoked_ms != 0) out.push_back(device->number);
  }
  return out;
}

}  // namespace xinqiao::server
