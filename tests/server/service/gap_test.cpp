// Goal: what lies behind a gap is kept and shown, and goes on as soon as the gap is filled or an office releases it.
// Method: bundles with batches left out, as a damaged phone makes them.
#include "server/service/gap_fixture.h"
#include "service/gap/hold.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::server::testing {
namespace {

using Gap = GapTest;

TEST_F(Gap, WhatLiesBehindItIsHeldAndTheOfficeReadsWhatIsMissing) {
  const auto all = several(6);
  const RescueReport report = take({all[0], all[3], all[4]});
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.held, 2U);
  EXPECT_EQ(report.missing, 0U);
  EXPECT_FALSE(report.all_taken());
  const auto gap = told_before(all[3]);
  EXPECT_NE(gap.state(), v1::GAP_STATE_UNSPECIFIED);
  EXPECT_EQ(gap.author(), phone_.person().str());
  EXPECT_EQ(gap.device(), phone_.enrolled().device_id());
  EXPECT_EQ(gap.from(), 2);
  EXPECT_EQ(gap.to(), 3);
  EXPECT_EQ(gap.waiting(), 2);
  EXPECT_EQ(gap.since(), server_.clock().wall_ms());
  EXPECT_EQ(gap.state(), v1::GAP_STATE_WAITING);
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_UNSPECIFIED);
  EXPECT_FALSE(office_holds(3));
}

TEST_F(Gap, TheSameFileAgainChangesNothing) {
  const auto all = several(3);
  take({all[2]});
  const auto since = told_before(all[2]).since();
  server_.clock().advance(1000);
  EXPECT_EQ(take({all[2]}).held, 1U);
  EXPECT_EQ(told_before(all[2]).since(), since);
  EXPECT_EQ(told_before(all[2]).waiting(), 1);
}

TEST_F(Gap, AnOlderFileFillsItAndWhatWaitsIsTakenInOrder) {
  const auto all = several(4);
  take({all[2], all[3]});
  const RescueReport report = take({all[0], all[1]});
  EXPECT_EQ(report.accepted, 2U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(office_holds(i)) << i;
  EXPECT_LT(office_.records[children_[2]].groups.at(1).seq, office_.records[children_[3]].groups.at(1).seq);
  EXPECT_EQ(state_before(all[2]), v1::GAP_STATE_FILLED);
  EXPECT_EQ(take({all[2], all[3]}).repeated, 2U);
}

TEST_F(Gap, ThePhoneFillsItAndIsAnsweredForTheOthersAsForRepeats) {
  const auto all = several(3);
  take({all[1]});
  EXPECT_EQ(push(all[0]).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_TRUE(office_holds(1));
  EXPECT_EQ(state_before(all[1]), v1::GAP_STATE_FILLED);
  const v1::Receipt first = push(all[1]);
  EXPECT_EQ(first.outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(push(all[1]).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(push(all[2]).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(Gap, WhatThePhoneSendsItselfIsHeldNoLonger) {
  const auto all = several(3);
  take({all[1]});
  const Synced synced = phone_.sync({all[0].batch.SerializeAsString(), all[1].batch.SerializeAsString()});
  EXPECT_EQ(synced.receipt(1).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(state_before(all[1]), v1::GAP_STATE_FILLED);
}

TEST_F(Gap, AFileInTheWrongOrderIsTakenWhole) {
  const auto all = several(3);
  const RescueReport report = take({all[2], all[1], all[0]});
  EXPECT_EQ(report.accepted, 3U);
  EXPECT_EQ(report.held, 0U);
  EXPECT_TRUE(report.all_taken());
}

TEST_F(Gap, ReleasedByAnOfficeWhatWaitsIsTakenAndThePhoneGoesOn) {
  const auto all = several(4);
  take({all[0], all[2]});
  server_.clock().advance(60'000);
  release(office_, all[2]);
  EXPECT_TRUE(office_holds(2));
  EXPECT_FALSE(office_holds(1));
  const auto gap = told_before(all[2]);
  EXPECT_EQ(gap.state(), v1::GAP_STATE_RELEASED);
  EXPECT_EQ(gap.decided_by(), office_.person().str());
  EXPECT_EQ(gap.decided_at(), server_.clock().wall_ms());
  EXPECT_EQ(push(all[3]).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_TRUE(office_holds(3));
}

TEST_F(Gap, AReleaseThatComesFirstIsRemembered) {
  const auto all = several(3);
  release(office_, all[2]);
  const RescueReport report = take({all[0], all[2]});
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_TRUE(report.all_taken());
  EXPECT_TRUE(office_holds(2));
}

TEST_F(Gap, AReleaseThatIsDeletedBeforeItCountsLetsNothingIn) {
  const auto all = several(3);
  release(office_, all[2]);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  const Id id = derived(schema::kReleaseKind, behind(all[2]));
  second.sync({second.batch({second.erase(id, all_heads(second.records[id]))})});
  EXPECT_EQ(take({all[0], all[2]}).held, 1U);
}

TEST_F(Gap, SeveralAreReleasedOneByOneInAnyOrder) {
  const auto all = several(6);
  take({all[0], all[2], all[4], all[5]});
  EXPECT_EQ(told_before(all[2]).waiting(), 1);
  EXPECT_EQ(told_before(all[4]).from(), 4);
  release(office_, all[4]);
  EXPECT_FALSE(office_holds(4)) << "what comes before it still waits";
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_WAITING);
  release(office_, all[2]);
  EXPECT_TRUE(office_holds(2));
  EXPECT_TRUE(office_holds(4));
  EXPECT_TRUE(office_holds(5));
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_RELEASED);
}

TEST_F(Gap, AHelperReleasesNothing) {
  TestDevice helper(server_, server_.invite("helper", "龙老师"));
  const auto all = several(3);
  take({all[2]});
  EXPECT_EQ(release(helper, all[2]).verdicts(0).reason(), v1::REASON_NO_RIGHT);
  EXPECT_EQ(state_before(all[2]), v1::GAP_STATE_WAITING);
  EXPECT_FALSE(helper.records.contains(derived(schema::kGapKind, behind(all[2]))));
}

TEST_F(Gap, WhatItsDeviceDidNotSignIsRefused) {
  auto all = several(3);
  TestDevice other(server_, server_.invite("office", "龙主任"));
  all[2].proof = prove(other, all[2]);
  EXPECT_EQ(take({all[2]}).refused, 1U);
  all[2].proof = all[2].batch.signature();
  EXPECT_EQ(take({all[2]}).refused, 1U);
  auto more = several(2);
  more[1].before[0] = static_cast<char>(more[1].before[0] ^ 1);
  more[1].batch.set_previous(behind(more[1]));
  EXPECT_EQ(take({more[1]}).refused, 1U);
  EXPECT_EQ(state_before(more[1]), v1::GAP_STATE_UNSPECIFIED);
}

TEST_F(Gap, MoreThanADeviceMayHaveHeldIsLeftInTheFile) {
  const auto all = several(3);
  auto store = std::move(*SqliteStore::open(server_.file(), false));
  const auto fill = [&](Transaction& transaction) -> Status {
    WriteSet writes;
    XQ_ASSIGN(writes.last_seq, transaction.last_seq());
    for (std::uint64_t i = 0; i < kHeldBatchesPerDevice; ++i) {
      HeldBatch held{.device = phone_.enrolled().device(), .incarnation = phone_.incarnation, .first_seq = 10 + i};
      held.count = 1;
      held.before = Bytes(32, 'b');
      writes.held.push_back(held);
    }
    return transaction.write(writes);
  };
  ASSERT_TRUE(store->write(fill).ok());
  const RescueReport report = take({all[0], all[2]});
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.held, 0U);
  EXPECT_EQ(report.missing, 1U);
}

}  // namespace
}  // namespace xinqiao::server::testing
