#include "auth/rights.h"

#include <algorithm>
#include <optional>

#include "auth/place.h"
#include "base/planted.h"
#include "model/schema.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::uint32_t kConcernOwner = v1::Concern::kOwnerFieldNumber;
constexpr std::uint32_t kConcernConfidential = v1::Concern::kConfidentialFieldNumber;
constexpr std::uint32_t kStepConcern = v1::ConcernStep::kConcernFieldNumber;
constexpr std::uint32_t kPairingRole = v1::Pairing::kRoleFieldNumber;
constexpr std::uint32_t kVisitKind = v1::Visit::kKindFieldNumber;

std::uint64_t number_in(const TouchedGroup& group) { return group.value ? read_varint(*group.value).value_or(0) : 0; }

Id id_in(const TouchedGroup& group) {
  return group.value ? Id::from_bytes(read_bytes(*group.value).value_or(Bytes())) : Id();
}

bool is_once_by_nature(std::uint32_t kind) {
  const schema::Kind* known = schema::find_kind(kind);
  return known != nullptr && !known->natural_key.empty();
}

// One change as one author makes it.
class Deed {
 public:
  Deed(const Author& author, const Change& change, const StoredRecord* before, const StoredRecord& after,
       const RecordOf& record_of)
      : author_(author), change_(change), before_(before), after_(after), record_of_(record_of) {}

  v1::Reason check() const {
    if (hides_concern()) return v1::REASON_OUT_OF_SCOPE;
    if (author_.power == Power::kAll) return v1::REASON_UNSPECIFIED;
    if (schema::scope_of(after_.kind) == schema::Scope::kChild) return check_of_child();
    return rights::may(capacities_at_place(after_), deed()) && (before_ == nullptr || may_where_it_was())
               ? v1::REASON_UNSPECIFIED
               : v1::REASON_NO_RIGHT;
  }

 private:
  // Only making a concern confidential may hide it from who does so.
  bool hides_concern() const {
    if (before_ != nullptr && !sees_concern_of(*before_)) return true;
    return after_.kind == schema::kConcernStepKind && !sees_concern_of(after_);
  }

  bool sees_concern_of(const StoredRecord& record) const {
    if (record.kind == schema::kConcernKind) return !is_hidden(record);
    if (record.kind != schema::kConcernStepKind || author_.is_server) return true;
    const StoredRecord* concern = record_of_(record.concern);
    // While nobody can tell whether it is confidential a step is its author's, and the offices'.
    if (concern == nullptr || concern->kind != schema::kConcernKind) {
      return author_.power == Power::kAll || record.author == author_.person;
    }
    return !is_hidden(*concern);
  }

  bool is_hidden(const StoredRecord& concern) const {
    return !author_.is_server && is_hidden_from(concern, author_.person, author_.holdings.case_worker);
  }

  // Neither out of the scope nor into another: both where it was and where it goes are the author's.
  v1::Reason check_of_child() const {
    const rights::Deed done = deed();
    const v1::Reason reason = check_where(done);
    return reason != v1::REASON_UNSPECIFIED && is_nobodys(done) ? v1::REASON_NO_RIGHT : reason;
  }

  v1::Reason check_where(const rights::Deed& done) const {
    const bool begins_child = after_.kind == schema::kChildKind && before_ == nullptr;
    if (begins_child) {
      return rights::may(capacities_at_place(after_), done) ? v1::REASON_UNSPECIFIED : v1::REASON_NO_RIGHT;
    }
    rights::Capacities where_it_goes = capacities_at(after_);
    if (before_ != nullptr) {
      const rights::Capacities where_it_was = capacities_at(*before_);
      if (where_it_was == 0) return v1::REASON_OUT_OF_SCOPE;
      if (where_it_goes != 0 && !rights::may(where_it_was, done)) return v1::REASON_NO_RIGHT;
    }
    if (where_it_goes == 0) return v1::REASON_OUT_OF_SCOPE;
    return rights::may(where_it_goes, done) ? v1::REASON_UNSPECIFIED : v1::REASON_NO_RIGHT;
  }

  // Whatever child it were.
  bool is_nobodys(const rights::Deed& done) const {
    const rights::Capacities any = author_.holdings.anywhere(written_ms()) | rights::kHelper;
    for (const rights::Capacities one : {rights::kRound, rights::kHelper, rights::kClassTeacher, rights::kLead}) {
      if ((any & one) != 0 && rights::extent(one, done.kind, done.action) != rights::Extent::kNone) return false;
    }
    return true;
  }

  bool may_where_it_was() const { return rights::may(capacities_at_place(*before_), deed()); }

  // To the child that the record is, or belongs to. One that this push brings is where it says; else the author's
  // holdings have it.
  rights::Capacities capacities_at(const StoredRecord& record) const {
    const Id child = Id::from_bytes(record.shelf);
    rights::Capacities all = author_.holdings.of_child(child, written_ms());
    const StoredRecord* there = record.kind == schema::kChildKind ? &record : record_of_(child);
    if (there != nullptr && there->kind == schema::kChildKind) {
      all |= author_.holdings.in(there->place, written_ms());
    }
    return all;
  }

  // An event that names no class, school or village is of whoever holds it.
  rights::Capacities capacities_at_place(const StoredRecord& record) const {
    const bool nowhere = record.place.areas().empty() && record.kind != schema::kChildKind;
    if (nowhere && record.author != author_.person) return 0;
    return nowhere ? author_.holdings.anywhere(written_ms()) : author_.holdings.in(record.place, written_ms());
  }

  rights::Deed deed() const {
    rights::Deed out{.kind = after_.kind};
    const TouchedGroup* deletion = touched(change_, kDeletedGroup);
    const bool deletes = deletion != nullptr && deletion->value;
    const StoredRecord& whose = before_ == nullptr ? after_ : *before_;
    out.own = whose.author == author_.person || whose.by == author_.person;
    // A second creation is as good as the first where two make the same by nature, or where somebody else brought one's
    // own record back. Over anybody else's it is an edit.
    const bool makes_the_same = change_.kind != 0 && (out.own || is_once_by_nature(after_.kind));
    const bool creates = before_ == nullptr || makes_the_same;
    out.action = deletes ? rights::Action::kDelete : creates ? rights::Action::kCreate : rights::Action::kEdit;
    const auto drawn_ms = change_.record.drawn_ms();
    const std::int64_t age_ms = drawn_ms ? written_ms() - *drawn_ms : 0;
    out.within_a_day = drawn_ms && age_ms <= rights::kADayMs && age_ms >= -rights::kADayMs;
    out.situation = std::ranges::all_of(change_.groups, [](const TouchedGroup& group) {
      return group.number == kDeletedGroup || rights::is_situation(group.number);
    });
    const TouchedGroup* visit = touched(change_, kVisitKind);
    out.festival_visit = visit != nullptr && number_in(*visit) == v1::VISIT_KIND_FESTIVAL_VISIT;
    out.study_buddy = after_.of_study_buddy && (before_ == nullptr || before_->of_study_buddy);
    return out;
  }

  std::int64_t written_ms() const { return stamp_ms(change_.written); }

  const Author& author_;
  const Change& change_;
  const StoredRecord* before_;
  const StoredRecord& after_;
  const RecordOf& record_of_;
};

}  // namespace

Power power_of(std::uint32_t role) {
  switch (role) {
    case v1::POST_ROLE_OFFICE:
      return Power::kAll;
    case v1::POST_ROLE_HELPER:
    case v1::POST_ROLE_CLASS_TEACHER:
    case v1::POST_ROLE_SCHOOL_LEAD:
    case v1::POST_ROLE_VILLAGE_LEAD:
      return Power::kChildren;
    default:
      return Power::kNothing;
  }
}

bool is_hidden_from(const StoredRecord& record, const Id& person, bool case_worker) {
  return record.confidential && !case_worker && record.author != person && record.owner != person;
}

StoredRecord project(const Change& change, const StoredRecord* before) {
  StoredRecord after;
  if (before != nullptr) {
    after.kind = before->kind;
    after.shelf = before->shelf;
    after.concern = before->concern;
    after.confidential = before->confidential;
    after.author = before->author;
    after.owner = before->owner;
    after.place = before->place;
    after.by = before->by;
    after.of_study_buddy = before->of_study_buddy;
  } else {
    after.kind = change.kind;
    after.author = change.author;
    if (change.kind == schema::kChildKind) after.shelf = shelf::of_child(change.record);
    if (schema::scope_of(change.kind) == schema::Scope::kDirectory) after.shelf = shelf::kDirectory;
  }
  after.id = change.record;
  if (const std::uint32_t number = schema::child_field(after.kind); number != 0) {
    if (const auto* group = touched(change, number)) after.shelf = shelf::of_child(id_in(*group));
  }
  if (after.kind == schema::kConcernKind) {
    if (const auto* group = touched(change, kConcernOwner)) after.owner = id_in(*group);
    if (const auto* group = touched(change, kConcernConfidential)) after.confidential = number_in(*group) != 0;
  }
  if (after.kind == schema::kConcernStepKind) {
    if (const auto* group = touched(change, kStepConcern)) after.concern = id_in(*group);
  }
  if (after.kind == schema::kPairingKind) {
    const auto* group = touched(change, kPairingRole);
    if (group != nullptr) after.of_study_buddy = number_in(*group) == v1::PAIRING_ROLE_STUDY_BUDDY;
  }
  if (const std::uint32_t number = by_field(after.kind); number != 0) {
    if (const auto* group = touched(change, number)) after.by = id_in(*group);
  }
  move(change, after.kind, after.place);
  return after;
}

v1::Reason check_rights(const Author& author, const Change& change, const StoredRecord* before,
                        const StoredRecord& after, const RecordOf& record_of) {
  if (planted(Bug::kScopeNotLookedAt)) return v1::REASON_UNSPECIFIED;
  if (author.power == Power::kNothing) return v1::REASON_NO_RIGHT;
  return Deed(author, change, before, after, record_of).check();
}

}  // namespace xinqiao::server
