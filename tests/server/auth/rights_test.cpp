// Goal: who may write what. Method: each rule alone, with the smallest records.
#include "auth/rights.h"

#include <gtest/gtest.h>

#include "model/schema.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

Id id(char letter) { return Id::from_bytes(Bytes(16, letter)); }

const Id kMine = id('m');
const Id kOther = id('o');

Author helper() { return {.person = id('p'), .power = Power::kChildren, .children = {kMine}}; }

Change making(std::uint32_t kind, const Id& child) {
  Change change;
  change.record = id('r');
  change.kind = kind;
  change.author = id('p');
  Bytes value;
  write_bytes(value, 1, child.bytes());
  change.groups.push_back({1, value, {}, {}});
  return change;
}

v1::Reason judge(const Author& author, const Change& change, const StoredRecord* before = nullptr,
                 const StoredRecord* concern = nullptr) {
  return check_rights(author, change, before, project(change, before), [&](const Id&) { return concern; });
}

TEST(Rights, PowerFollowsTheRole) {
  EXPECT_EQ(power_of(v1::POST_ROLE_OFFICE), Power::kAll);
  EXPECT_EQ(power_of(v1::POST_ROLE_HELPER), Power::kChildren);
  EXPECT_EQ(power_of(v1::POST_ROLE_VILLAGE_LEAD), Power::kChildren);
  EXPECT_EQ(power_of(v1::POST_ROLE_AUDITOR), Power::kNothing);
  EXPECT_EQ(power_of(99), Power::kNothing);
}

TEST(Rights, AHelperWritesForTheirOwnChildrenAlone) {
  EXPECT_EQ(judge(helper(), making(3, kMine)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(3, kOther)), v1::REASON_OUT_OF_SCOPE);
  Change none = making(3, kMine);
  none.groups.clear();
  EXPECT_EQ(judge(helper(), none), v1::REASON_OUT_OF_SCOPE);
}

TEST(Rights, AKindNewerThanTheServerIsJudgedByItsNumber) {
  EXPECT_EQ(judge(helper(), making(777, kMine)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(777, kOther)), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(helper(), making(1777, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(helper(), making(2777, kMine)), v1::REASON_NO_RIGHT);
}

TEST(Rights, ARecordIsMovedNeitherOutOfTheScopeNorIntoIt) {
  StoredRecord mine;
  mine.kind = 3;
  mine.shelf = kMine.str();
  StoredRecord others = mine;
  others.shelf = kOther.str();
  EXPECT_EQ(judge(helper(), making(0, kOther), &mine), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(helper(), making(0, kMine), &others), v1::REASON_OUT_OF_SCOPE);
  Change cleared = making(0, kMine);
  cleared.groups.front().value.reset();
  EXPECT_EQ(judge(helper(), cleared, &mine), v1::REASON_OUT_OF_SCOPE);
}

TEST(Rights, ChildrenPairingsAndPeopleAreMadeByOffices) {
  Change child = making(schema::kChildKind, kMine);
  child.record = kMine;
  EXPECT_EQ(judge(helper(), child), v1::REASON_NO_RIGHT);
  StoredRecord existing;
  existing.kind = schema::kChildKind;
  existing.shelf = kMine.str();
  EXPECT_EQ(judge(helper(), child, &existing), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(schema::kPairingKind, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(helper(), making(schema::kPersonKind, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge({.power = Power::kAll}, making(schema::kPairingKind, kOther)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge({.power = Power::kNothing}, making(3, kMine)), v1::REASON_NO_RIGHT);
}

TEST(Rights, AChildsArchiveIsClosedByOfficesAlone) {
  StoredRecord child;
  child.kind = schema::kChildKind;
  child.shelf = kMine.str();
  Change deletion;
  deletion.record = kMine;
  deletion.groups.push_back({kDeletedGroup, Bytes(), {}, {}});
  EXPECT_EQ(judge(helper(), deletion, &child), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge({.power = Power::kAll}, deletion, &child), v1::REASON_UNSPECIFIED);
  Change undeletion = deletion;
  undeletion.groups.front().value.reset();
  EXPECT_EQ(judge(helper(), undeletion, &child), v1::REASON_UNSPECIFIED);
}

TEST(Rights, AConfidentialConcernIsItsAuthorsAndItsOwners) {
  StoredRecord concern;
  concern.kind = schema::kConcernKind;
  concern.shelf = kMine.str();
  concern.confidential = true;
  concern.author = id('x');
  const Change edit = making(0, kMine);
  EXPECT_EQ(judge(helper(), edit, &concern), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(helper(), making(schema::kConcernStepKind, kMine), nullptr, &concern), v1::REASON_OUT_OF_SCOPE);
  concern.owner = id('p');
  EXPECT_EQ(judge(helper(), edit, &concern), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(schema::kConcernStepKind, kMine), nullptr, &concern), v1::REASON_UNSPECIFIED);
}

TEST(Rights, WhoeverSeesAConcernMayMakeItConfidential) {
  StoredRecord concern;
  concern.kind = schema::kConcernKind;
  concern.shelf = kMine.str();
  concern.author = id('x');
  Change edit;
  edit.record = id('r');
  Bytes value;
  write_varint(value, 9, 1);
  edit.groups.push_back({9, value, {}, {}});
  EXPECT_EQ(judge(helper(), edit, &concern), v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace xinqiao::server
