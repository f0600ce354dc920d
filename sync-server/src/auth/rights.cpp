#include "auth/rights.h"

#include <optional>

#include "base/planted.h"
#include "model/schema.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::uint32_t kConcernOwner = v1::Concern::kOwnerFieldNumber;
constexpr std::uint32_t kConcernConfidential = v1::Concern::kConfidentialFieldNumber;
constexpr std::uint32_t kStepConcern = v1::ConcernStep::kConcernFieldNumber;

bool deletes(const Change& change) {
  const TouchedGroup* group = touched(change, kDeletedGroup);
  return group != nullptr && group->value;
}

Id id_in(const TouchedGroup& group) {
  return group.value ? Id::from_bytes(read_bytes(*group.value).value_or(Bytes())) : Id();
}

bool holds_child(const Author& author, const StoredRecord& record) {
  return author.children.contains(Id::from_bytes(record.shelf));
}

bool sees_concern_of(const Author& author, const StoredRecord& record, const ConcernOf& concern_of) {
  if (record.kind == schema::kConcernKind) return !is_hidden_from(record, author.person);
  if (record.kind != schema::kConcernStepKind) return true;
  // While nobody can tell whether it is confidential a step is its author's.
  const StoredRecord* concern = concern_of(record.concern);
  if (concern == nullptr || concern->kind != schema::kConcernKind) return record.author == author.person;
  return !is_hidden_from(*concern, author.person);
}

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

bool is_hidden_from(const StoredRecord& concern, const Id& person) {
  return concern.confidential && concern.author != person && concern.owner != person;
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
    if (const auto* group = touched(change, kConcernConfidential)) {
      after.confidential = group->value && read_varint(*group->value).value_or(0) != 0;
    }
  }
  if (after.kind == schema::kConcernStepKind) {
    if (const auto* group = touched(change, kStepConcern)) after.concern = id_in(*group);
  }
  return after;
}

v1::Reason check_rights(const Author& author, const Change& change, const StoredRecord* before,
                        const StoredRecord& after, const ConcernOf& concern_of) {
  if (author.power == Power::kAll || planted(Bug::kScopeNotLookedAt)) return v1::REASON_UNSPECIFIED;
  if (author.power == Power::kNothing) return v1::REASON_NO_RIGHT;
  if (schema::scope_of(after.kind) != schema::Scope::kChild || after.kind == schema::kPairingKind) {
    return v1::REASON_NO_RIGHT;
  }
  // A child's archive is the office's to begin and to delete; a helper's edit may bring it back.
  if (after.kind == schema::kChildKind && (before == nullptr || deletes(change))) return v1::REASON_NO_RIGHT;
  // Neither out of the scope nor into another: both where it was and where it goes are the author's. Only
  // making a concern confidential may hide it from who does so.
  if (before != nullptr && !(holds_child(author, *before) && sees_concern_of(author, *before, concern_of))) {
    return v1::REASON_OUT_OF_SCOPE;
  }
  if (!holds_child(author, after)) return v1::REASON_OUT_OF_SCOPE;
  if (after.kind == schema::kConcernStepKind && !sees_concern_of(author, after, concern_of)) {
    return v1::REASON_OUT_OF_SCOPE;
  }
  return v1::REASON_UNSPECIFIED;
}

}  // namespace xinqiao::server
