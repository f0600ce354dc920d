// Goal: a confidential concern and its steps are its author's, its owner's and the offices'; when it opens they come
// whole.
#include <gtest/gtest.h>

#include "server/service/test_device.h"
#include "xinqiao/v1/concern.pb.h"

namespace xinqiao::server::testing {
namespace {

class Concerns : public ::testing::Test {
 protected:
  void SetUp() override {
    kid_ = fresh();
    Change made = office_.create(schema::kChildKind, kid_, child("龙小兰"));
    Change one = office_.create(schema::kPairingKind, fresh(), pairing(kid_, author_.person()));
    Change two = office_.create(schema::kPairingKind, fresh(), pairing(kid_, other_.person()));
    office_.sync({office_.batch({made, one, two})});
    author_.pull_all();
    other_.pull_all();
    concern_ = fresh();
    step_ = fresh();
    std::vector<Change> changes{author_.create(schema::kConcernKind, concern_, concern(kid_, true)),
                                author_.create(schema::kConcernStepKind, step_, concern_step(kid_, concern_))};
    const v1::Batch batch = author_.make_batch(changes);
    const Synced synced = author_.sync({batch.SerializeAsString()});
    ASSERT_EQ(synced.receipt().verdicts_size(), 0);
    created_ = changes.front().id;
    created_step_ = changes.back().id;
  }
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  Fields flag(bool confidential) {
    Fields fields;
    write_varint(fields[9], 9, confidential ? 1 : 0);
    return fields;
  }
  Fields owner(const Id& person) {
    Fields fields;
    write_bytes(fields[5], 5, person.bytes());
    return fields;
  }
  v1::Receipt push(TestDevice& device, Change change) { return device.sync({device.batch(change)}).receipt(); }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice author_{server_, server_.invite("helper", "石老师")};
  TestDevice other_{server_, server_.invite("class_teacher", "吴老师")};
  Id kid_;
  Id concern_;
  Id step_;
  ChangeId created_ = 0;
  ChangeId created_step_ = 0;
};

TEST_F(Concerns, AreHiddenFromOtherHelpersAndSeenByOffices) {
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(concern_));
  EXPECT_FALSE(other_.records.contains(step_));
  office_.pull_all();
  EXPECT_TRUE(office_.records.contains(concern_));
  EXPECT_TRUE(office_.records.contains(step_));
  author_.cursor.clear();
  author_.pull_all();
  EXPECT_TRUE(author_.records.contains(concern_));
  EXPECT_TRUE(author_.records.contains(step_));
}

TEST_F(Concerns, AreOutOfScopeForOthersWhoWrite) {
  const auto edited = push(other_, other_.edit(concern_, one_text(8, "结果")));
  EXPECT_EQ(edited.verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
  const auto stepped = push(other_, other_.create(schema::kConcernStepKind, fresh(), concern_step(kid_, concern_)));
  EXPECT_EQ(stepped.verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
  const auto step_edited = push(other_, other_.edit(step_, one_text(7, "结果")));
  EXPECT_EQ(step_edited.verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
}

TEST_F(Concerns, EnterWholeWithTheirStepsWhenNoLongerConfidential) {
  other_.pull_all();
  EXPECT_EQ(push(author_, author_.edit(concern_, flag(false), {created_})).verdicts_size(), 0);
  other_.pull_all();
  ASSERT_TRUE(other_.records.contains(concern_));
  EXPECT_EQ(other_.entered[concern_], 1);
  EXPECT_TRUE(other_.records[concern_].groups.contains(2));
  ASSERT_TRUE(other_.records.contains(step_));
  EXPECT_TRUE(other_.records[step_].groups.contains(3));
}

TEST_F(Concerns, EnterTheScopeOfANewOwner) {
  other_.pull_all();
  push(office_, office_.edit(concern_, owner(other_.person())));
  other_.pull_all();
  EXPECT_TRUE(other_.records.contains(concern_));
  EXPECT_TRUE(other_.records.contains(step_));
  EXPECT_EQ(push(other_, other_.edit(concern_, one_text(8, "结果"))).verdicts_size(), 0);
}

TEST_F(Concerns, ThatBecomeConfidentialAreNotToldFurther) {
  const Id open = fresh();
  Change made = author_.create(schema::kConcernKind, open, concern(kid_, false));
  author_.sync({author_.batch(made)});
  other_.pull_all();
  ASSERT_TRUE(other_.records.contains(open));
  EXPECT_EQ(push(other_, other_.edit(open, flag(true))).verdicts_size(), 0);
  push(author_, author_.edit(open, one_text(10, "新的情况")));
  other_.pull_all();
  EXPECT_FALSE(other_.records[open].groups.contains(10));
}

TEST_F(Concerns, AStepBeforeItsConcernIsSeenOnceTheConcernIsHere) {
  const Id late = fresh();
  const Id early_step = fresh();
  push(author_, author_.create(schema::kConcernStepKind, early_step, concern_step(kid_, late)));
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(early_step));
  push(author_, author_.create(schema::kConcernKind, late, concern(kid_, false)));
  other_.pull_all();
  EXPECT_TRUE(other_.records.contains(late));
  EXPECT_TRUE(other_.records.contains(early_step));
}

TEST_F(Concerns, StayConfidentialWhileAnyOpenHeadSaysSo) {
  other_.pull_all();
  // Later, and blind: both values stand in the clash.
  push(office_, office_.edit(concern_, flag(false)));
  push(author_, author_.edit(concern_, one_text(10, "新的情况")));
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(concern_));
  EXPECT_FALSE(other_.records.contains(step_));
  EXPECT_EQ(push(other_, other_.edit(concern_, one_text(8, "结果"))).verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
  // A clearing is one of the values too.
  Change cleared = office_.edit(concern_, {});
  cleared.groups.push_back({9, std::nullopt, {}, {}});
  push(office_, cleared);
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(concern_));
}

TEST_F(Concerns, OpenToNeitherOfTwoClashingOwners) {
  push(office_, office_.edit(concern_, owner(author_.person())));
  push(office_, office_.edit(concern_, owner(other_.person())));
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(concern_));
  EXPECT_FALSE(other_.records.contains(step_));
}

TEST_F(Concerns, AStepThatNamesNoConcernIsItsAuthorsAlone) {
  Change cleared = author_.edit(step_, {});
  cleared.groups.push_back({v1::ConcernStep::kConcernFieldNumber, std::nullopt, {created_step_}, {}});
  EXPECT_EQ(push(author_, cleared).verdicts_size(), 0);
  other_.pull_all();
  EXPECT_FALSE(other_.records.contains(step_));
  EXPECT_EQ(push(other_, other_.edit(step_, one_text(7, "结果"))).verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(push(author_, author_.edit(step_, one_text(7, "结果"))).verdicts_size(), 0);
}

}  // namespace
}  // namespace xinqiao::server::testing
