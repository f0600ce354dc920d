#include "service/push/derive.h"

#include <algorithm>

#include "auth/place.h"
#include "base/china_time.h"
#include "domain/rights.h"
#include "merge/standing.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/festival.pb.h"
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

// Over already when it was written down: a record of the past opens nothing. No clock is asked.
bool is_past(std::uint64_t until, Stamp written) { return until != 0 && until < china_time::day_of(stamp_ms(written)); }

bool had_ended(const RecordState& state) {
  const auto group = state.groups.find(v1::Pairing::kToFieldNumber);
  if (group == state.groups.end() || group->second.heads.empty()) return false;
  const Head& head = standing(group->second, nullptr);
  return is_past(head.value ? read_varint(*head.value).value_or(0) : 0, head.effective);
}

// What goes on as it was keeps its beginning, and with it whether a season is open.
void keep_beginnings(const std::vector<StoredGrant>& before, std::vector<StoredGrant>& now) {
  for (StoredGrant& grant : now) {
    const auto same = std::ranges::find_if(before, [&](const StoredGrant& old) {
      return old.person == grant.person && old.area == grant.area && old.year == grant.year &&
             (old.active || grant.year != 0);
    });
    if (same == before.end()) continue;
    grant.enter_seq = same->enter_seq;
    if (grant.year != 0) grant.active = same->active;
  }
}

void put(WorkingSet& set, const Id& record, std::vector<StoredGrant> now) {
  const std::vector<StoredGrant>& before = set.grants(record);
  if (before.empty() && now.empty()) return;
  keep_beginnings(before, now);
  set.put_grants(record, std::move(now));
}

void derive_pairing(WorkingSet& set, const StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  const Id person = id_of(state, v1::Pairing::kHelperFieldNumber);
  const Id child = id_of(state, v1::Pairing::kChildFieldNumber);
  const bool teaches = number_of(state, v1::Pairing::kRoleFieldNumber) == v1::PAIRING_ROLE_CLASS_TEACHER;
  StoredGrant grant{.record = row.id,
                    .person = person,
                    .capacity = teaches ? rights::kClassTeacher : rights::kHelper,
                    .area = area::of_child(child),
                    .active = true,
                    .enter_seq = seq};
  const std::vector<StoredGrant>& before = set.grants(row.id);
  const bool open = !before.empty() && before.front().person == person && before.front().area == grant.area;
  const bool names_both = !person.is_nil() && !child.is_nil();
  if (is_hidden(state) || !names_both || is_study_buddy(state) || (!open && had_ended(state)))
    return put(set, row.id, {});
  put(set, row.id, {grant});
}

// An area that a post opens; empty: none.
Bytes area_of(const v1::Post& post) {
  const Whereabouts place{.school = Id::from_bytes(post.school()),
                          .grade = post.has_grade() ? std::optional(post.grade()) : std::nullopt,
                          .class_name = post.class_(),
                          .village = Id::from_bytes(post.village())};
  const bool of_school = !place.school.is_nil();
  const bool of_class = of_school && (place.grade || !place.class_name.empty());
  switch (post.role()) {
    case v1::POST_ROLE_CLASS_TEACHER:
      return of_class ? area::of_class(place.school, place.grade, place.class_name) : Bytes();
    case v1::POST_ROLE_SCHOOL_LEAD:
      return of_school ? area::of_school(place.school) : Bytes();
    case v1::POST_ROLE_VILLAGE_LEAD:
      return place.village.is_nil() ? Bytes() : area::of_village(place.village);
    default:
      return {};
  }
}

void derive_person(WorkingSet& set, const StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  std::vector<StoredGrant> now;
  v1::Person person;
  const auto posts = state.groups.find(v1::Person::kPostsFieldNumber);
  const Head* head =
      posts == state.groups.end() || posts->second.heads.empty() ? nullptr : &standing(posts->second, nullptr);
  if (is_hidden(state)) return put(set, row.id, {});
  if (head != nullptr && head->value && person.ParseFromString(*head->value)) {
    for (const v1::Post& post : person.posts()) {
      const Bytes area = area_of(post);
      if (area.empty() || is_past(post.to(), head->effective)) continue;
      const bool teaches = post.role() == v1::POST_ROLE_CLASS_TEACHER;
      now.push_back({row.id, row.id, teaches ? rights::kClassTeacher : rights::kLead, area, true, seq});
    }
  }
  if (number_of(state, v1::Person::kCaseWorkerFieldNumber) != 0) {
    now.push_back({row.id, row.id, rights::kCaseWorker, Bytes(area::kTownship), true, seq});
  }
  put(set, row.id, std::move(now));
}

// Whether its season is open is the clock's to say (service/season.h).
void derive_round(WorkingSet& set, const StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  std::vector<StoredGrant> now;
  const Id person = id_of(state, v1::FestivalRound::kPersonFieldNumber);
  const auto year = static_cast<std::uint32_t>(number_of(state, v1::FestivalRound::kYearFieldNumber));
  v1::FestivalRound round;
  const Bytes* villages = value_of(state, v1::FestivalRound::kVillagesFieldNumber);
  const bool reads = villages != nullptr && round.ParseFromString(*villages);
  if (reads && !is_hidden(state) && !person.is_nil() && year != 0) {
    for (const Bytes& village : round.villages()) {
      now.push_back({row.id, person, rights::kRound, area::of_village(Id::from_bytes(village)), false, seq, year});
    }
  }
  put(set, row.id, std::move(now));
}

// While two values clash it is where it was.
void derive_child(WorkingSet& set, const StoredRecord& row, const RecordState& state, std::uint64_t seq) {
  if (is_place_disputed(state)) return;
  const std::vector<StoredPlace>& before = set.places(row.id);
  std::vector<StoredPlace> now;
  const std::vector<Bytes> areas = row.place.areas();
  for (const Bytes& area : areas) {
    const auto same = std::ranges::find(before, area, &StoredPlace::area);
    now.push_back({row.id, area, same == before.end() ? seq : same->enter_seq});
  }
  const bool moved = !std::ranges::equal(before, now, {}, &StoredPlace::area, &StoredPlace::area);
  if (moved) set.put_places(row.id, std::move(now));
}

// What its author is told, and who else may be.
void derive_held(StoredRecord& row, const RecordState& state) {
  row.confidential = number_of(state, v1::HeldChange::kConfidentialFieldNumber) != 0;
  row.owner = id_of(state, v1::HeldChange::kAuthorFieldNumber);
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

bool is_as_projected(std::uint32_t kind) {
  switch (kind) {
    case schema::kConcernKind:
    case schema::kConcernStepKind:
    case schema::kPairingKind:
    case schema::kPersonKind:
    case schema::kFestivalRoundKind:
    case schema::kHeldChangeKind:
    case schema::kDeviceKind:
      return false;
    default:
      return !has_place(kind);
  }
}

void note_rights(const RecordState& state, StoredRecord& row) {
  if (has_place(row.kind)) row.place = place_in(state);
  if (const std::uint32_t by = by_field(row.kind); by != 0) row.by = id_of(state, by);
  if (row.kind == schema::kPairingKind) row.of_study_buddy = is_study_buddy(state);
}

Status derive(WorkingSet& set, WorkingRecord& record, std::uint64_t seq) {
  XQ_ASSIGN(const RecordState* state, set.state(record));
  StoredRecord& row = record.row;
  Bytes shelf = shelf_of(*state);
  if (row.created_seq != seq && shelf != row.shelf) row.visible_seq = seq;
  row.shelf = std::move(shelf);
  if (row.kind == schema::kConcernKind) derive_concern(set, row, *state, seq);
  if (row.kind == schema::kConcernStepKind) derive_step(row, *state, seq);
  note_rights(*state, row);
  if (row.kind == schema::kChildKind) derive_child(set, row, *state, seq);
  if (row.kind == schema::kPairingKind) derive_pairing(set, row, *state, seq);
  if (row.kind == schema::kPersonKind) derive_person(set, row, *state, seq);
  if (row.kind == schema::kFestivalRoundKind) derive_round(set, row, *state, seq);
  if (row.kind == schema::kHeldChangeKind) derive_held(row, *state);
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
