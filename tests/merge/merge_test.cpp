// Goal: the rules of docs/protocol.md section 4, each in its smallest case. Method: a few changes by hand.
#include <gtest/gtest.h>

#include "merge/changes.h"

namespace xinqiao {
namespace {

using namespace testing;  // NOLINT: the helpers of merge/changes.h
using Ids = std::vector<ChangeId>;

TEST(Merge, AFirstChangeIsTheOnlyHead) {
  const auto state = merged({change(1, {sets(5, 10)})});
  EXPECT_EQ(heads(state, 5), Ids{1});
  EXPECT_EQ(state.record, record_id());
  EXPECT_EQ(state.kind, 1U);
}

TEST(Merge, AChangeReplacesWhatItHasSeen) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11, {1})})});
  EXPECT_EQ(heads(state, 5), Ids{2});
}

TEST(Merge, AChangeKeepsWhatItHasNotSeen) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11)})});
  EXPECT_EQ(heads(state, 5), (Ids{1, 2}));
}

TEST(Merge, ChangesOfDifferentFieldsBothStay) {
  const auto state =
      merged({change(1, {sets(5, 1), sets(6, 1)}), change(2, {sets(5, 2, {1})}), change(3, {sets(6, 3, {1})})});
  EXPECT_EQ(heads(state, 5), Ids{2});
  EXPECT_EQ(heads(state, 6), Ids{3});
}

TEST(Merge, AChangeOverwrittenBeforeItCameNeverStands) {
  const auto state = merged({change(2, {sets(5, 11, {1})}), change(1, {sets(5, 10)})});
  EXPECT_EQ(heads(state, 5), Ids{2});
  EXPECT_TRUE(state.groups.at(5).named.empty());
}

TEST(Merge, AChangeOverwrittenBeforeItCameTellsItsAuthorByANewSeq) {
  const auto state = merged({change(2, {sets(5, 11, {1})}), change(1, {sets(5, 10)})});
  EXPECT_EQ(state.groups.at(5).seq, 2U);
}

TEST(Merge, AResolveThatNamesBothSidesLeavesOneHead) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11)}), change(3, {sets(5, 11, {1, 2})})});
  EXPECT_EQ(heads(state, 5), Ids{3});
}

TEST(Merge, TwoResolvesOfOneClashStandSideBySide) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11)}), change(3, {sets(5, 10, {1, 2})}),
                             change(4, {sets(5, 11, {1, 2})})});
  EXPECT_EQ(heads(state, 5), (Ids{3, 4}));
}

TEST(Merge, ClearingIsAValueLikeAnyOther) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {clears(5, {1})})});
  ASSERT_EQ(heads(state, 5), Ids{2});
  EXPECT_FALSE(state.groups.at(5).heads.front().value.has_value());
}

TEST(Merge, SeenBelongsToItsGroupAlone) {
  const auto state = merged({change(1, {sets(5, 1), sets(6, 1)}), change(2, {sets(5, 2, {1}), sets(6, 2)})});
  EXPECT_EQ(heads(state, 5), Ids{2});
  EXPECT_EQ(heads(state, 6), (Ids{1, 2}));
}

TEST(Merge, EveryTouchedGroupGetsTheSeqAndNoOther) {
  const auto state = merged({change(1, {sets(5, 1), sets(6, 1)}), change(2, {sets(6, 2, {1})})});
  EXPECT_EQ(state.groups.at(5).seq, 1U);
  EXPECT_EQ(state.groups.at(6).seq, 2U);
  EXPECT_EQ(state.seq(), 2U);
}

}  // namespace
}  // namespace xinqiao
