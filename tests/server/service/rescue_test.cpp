// Goal: a rescue file brings in unsent work once, and nothing that was not signed by its device.
#include <gtest/gtest.h>

#include "server/service/test_bundle.h"

namespace xinqiao::server::testing {
namespace {

class Rescue : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }

  v1::Bundle bundle(const std::vector<Written>& batches) { return bundle_of(office_, batches, server_.random()); }
  Written one_child() {
    std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("龙小兰"))};
    last_ = changes.front().record;
    return write_next(office_, changes);
  }
  RescueReport take(const v1::Bundle& file) { return take_in(server_, file); }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  Id last_;
};

TEST_F(Rescue, BringsInUnsentWorkOnce) {
  const v1::Bundle file = bundle({one_child(), one_child()});
  const RescueReport first = take(file);
  EXPECT_EQ(first.changes, 2U);
  EXPECT_EQ(first.accepted, 2U);
  EXPECT_EQ(first.repeated, 0U);
  const RescueReport again = take(file);
  EXPECT_EQ(again.accepted, 0U);
  EXPECT_EQ(again.repeated, 2U);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  EXPECT_TRUE(second.records.contains(last_));
}

TEST_F(Rescue, WhatThePhoneHadSentIsARepeat) {
  const Written sent = one_child();
  const Written unsent = one_child();
  office_.sync({sent.batch.SerializeAsString()});
  const RescueReport report = take(bundle({sent, unsent}));
  EXPECT_EQ(report.repeated, 1U);
  EXPECT_EQ(report.accepted, 1U);
}

TEST_F(Rescue, DamagedAndForeignBatchesAreLeftOutAndTheOthersTaken) {
  v1::Bundle file = bundle({one_child()});
  Written forged = one_child();
  TestDevice other(server_, server_.invite("office", "龙主任"));
  forged.proof = prove(other, forged);
  *file.add_batches() = seal(office_, forged, server_.random());
  file.add_batches()->set_key_box("not sealed to this server");
  const RescueReport report = take(file);
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.refused, 1U);
  EXPECT_EQ(report.unreadable, 1U);
  EXPECT_EQ(report.changes, 3U);
  EXPECT_FALSE(report.all_taken());
}

TEST_F(Rescue, WhatLiesBehindAGapAndDoesNotProveItsPlaceIsCountedInChanges) {
  one_child();  // lost with the phone
  Written behind = write_next(office_, {office_.create(schema::kChildKind, fresh(), child("一")),
                                        office_.create(schema::kChildKind, fresh(), child("二"))});
  behind.before.clear();
  const RescueReport report = take(bundle({behind}));
  EXPECT_EQ(report.changes, 2U);
  EXPECT_EQ(report.missing, 2U);
  EXPECT_EQ(report.unreadable, 0U);
  EXPECT_FALSE(report.all_taken());
}

TEST_F(Rescue, UnreadableBatchesCountTheirChanges) {
  v1::Bundle file = bundle({});
  auto& foreign = *file.add_batches();
  foreign.set_key_box("not sealed to this server");
  for (int i = 0; i < 3; ++i) foreign.add_changes("?");
  const RescueReport report = take(file);
  EXPECT_EQ(report.changes, 3U);
  EXPECT_EQ(report.unreadable, 3U);
}

TEST_F(Rescue, IsJudgedAsAPushOfThatDevice) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  std::vector<Change> changes{helper.create(3, fresh(), visit(fresh(), "走访")),
                              helper.create(schema::kChildKind, fresh(), one_text(1, "\xFF"))};
  const RescueReport report = take(bundle({write_next(helper, changes)}));
  EXPECT_EQ(report.quarantined, 1U);
  EXPECT_EQ(report.rejected, 1U);
  EXPECT_EQ(report.accepted, 0U);
}

TEST_F(Rescue, AFileThatIsNoneIsRefused) {
  EXPECT_FALSE(take_rescue(server_.folder(), "rubbish", server_.clock(), server_.random()).ok());
  v1::Bundle file = bundle({});
  file.set_organisation(Bytes(16, 'x'));
  EXPECT_FALSE(take_rescue(server_.folder(), file.SerializeAsString(), server_.clock(), server_.random()).ok());
}

}  // namespace
}  // namespace xinqiao::server::testing
