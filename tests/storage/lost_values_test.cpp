// Goal: what a restored server lost is kept, sealed, until it is there again. Method: a real data folder, reopened.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "storage/opened_store.h"

namespace xinqiao::testing {
namespace {

class Lost : public ::testing::Test {
 protected:
  static RecordState record(std::string_view id, std::vector<ChangeId> heads) {
    RecordState state{Id::from_bytes(id), 3, {}};
    for (const ChangeId head : heads) {
      Bytes value;
      write_bytes(value, 10, "value of " + std::to_string(head));
      state.groups[10].heads.push_back({head, value, 7, Id::from_bytes(id), {}});
    }
    if (!heads.empty()) state.groups[10].seq = 3;  // the cut
    return state;
  }
  LostValues& lost() { return opened_.store->lost(); }
  OpenedStore opened_;
  RecordState one_ = record("record-1-16bytes", {1, 2});
  RecordState two_ = record("record-2-16bytes", {3});
};

TEST_F(Lost, ComesBackWholeAfterOpeningAgain) {
  ASSERT_TRUE(lost().add(one_, Id::from_bytes("child---16-bytes"), 3).ok());
  ASSERT_TRUE(lost().add(two_, {}, 3).ok());
  opened_.open();
  const auto all = *lost().all(10);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].state, one_);
  EXPECT_EQ(all[0].child, Id::from_bytes("child---16-bytes"));
  EXPECT_EQ(all[1].state, two_);
  EXPECT_EQ(lost().all(1)->size(), 1U);
}

TEST_F(Lost, IsKeptOnceHoweverOftenItIsLost) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  const auto all = *lost().all(10);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].state, one_);
}

TEST_F(Lost, WhatStoodBesideOneThatIsBackIsStillKnown) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(lost().erase({2}).ok());
  EXPECT_EQ(lost().together(one_.record)->at(10), std::vector(1, one_.groups.at(10).heads));
}

TEST_F(Lost, WhatWasLostApartDidNotStandTogether) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  const RecordState later = record("record-1-16bytes", {4, 5});
  ASSERT_TRUE(lost().add(later, {}, 3).ok());
  const auto together = *lost().together(one_.record);
  ASSERT_EQ(together.at(10).size(), 4U) << "one of each head";
  for (const auto& set : together.at(10)) {
    EXPECT_TRUE(set == one_.groups.at(10).heads || set == later.groups.at(10).heads);
  }
}

TEST_F(Lost, WhatCameBackAloneAndIsLostAgainStoodBesideTheOtherStill) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(lost().erase({1}).ok());
  ASSERT_TRUE(lost().add(record("record-1-16bytes", {1}), {}, 3).ok());
  ASSERT_TRUE(lost().erase({2}).ok());
  EXPECT_EQ(lost().together(one_.record)->at(10), std::vector(1, one_.groups.at(10).heads));
}

TEST_F(Lost, OfMoreThanAGroupMayHoldTheFirstAreKnown) {
  std::vector<ChangeId> before{1};
  std::vector<ChangeId> after{1};
  for (ChangeId id = 2; id <= 41; ++id) {
    before.push_back(id);
    after.push_back(id + 100);
  }
  const RecordState again = record("record-1-16bytes", after);
  ASSERT_TRUE(lost().add(record("record-1-16bytes", before), {}, 3).ok());
  ASSERT_TRUE(lost().add(again, {}, 3).ok());
  const auto together = *lost().together(again.record);
  EXPECT_TRUE(std::ranges::any_of(together.at(10), [](const auto& set) {
    return set.size() == limits::kHeadsPerGroup && has_head(set, 1) && has_head(set, 141);
  }));
}

TEST_F(Lost, AnotherRestoreThatGoesFurtherBackIsOfWhatWasLostBeforeToo) {
  ASSERT_TRUE(lost().add(two_, {}, 3).ok());
  for (const std::uint64_t cut : {2U, 5U}) {
    ASSERT_TRUE(lost().lower_cuts(cut).ok());
    EXPECT_EQ((*lost().get(two_.record))->state.groups.at(10).seq, 2U);
  }
}

TEST_F(Lost, WhatWasLookedForLeastComesFirst) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(lost().add(two_, {}, 3).ok());
  ASSERT_TRUE(lost().looked_for({1, 2}).ok());
  EXPECT_EQ(*lost().ids(1), std::vector<ChangeId>{3});
}

TEST_F(Lost, WhatTheServerHasOrAPersonLetsGoIsGone) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(lost().add(two_, {}, 3).ok());
  ASSERT_TRUE(lost().erase({1}).ok());
  EXPECT_EQ((*lost().get(one_.record))->state, record("record-1-16bytes", {2}));
  ASSERT_TRUE(lost().erase_record(one_.record).ok());
  EXPECT_FALSE(lost().get(one_.record)->has_value());
  EXPECT_TRUE(lost().get(two_.record)->has_value());
}

TEST_F(Lost, WhatTheServerHasStaysWhileItsRecordIsWanted) {
  ASSERT_TRUE(lost().add(two_, {}, 3).ok());
  ASSERT_TRUE(opened_.store->wanted().add(two_.record).ok());
  ASSERT_TRUE(lost().erase({3}).ok());
  EXPECT_TRUE(lost().get(two_.record)->has_value());
}

TEST_F(Lost, OfAKindNobodyBringsBackItIsDroppedOnceItWasAskedFor) {
  ASSERT_TRUE(lost().add(one_, {}, 3).ok());
  ASSERT_TRUE(opened_.store->wanted().add(one_.record).ok());
  ASSERT_TRUE(lost().erase_kind(3).ok());
  EXPECT_TRUE(lost().get(one_.record)->has_value());
  ASSERT_TRUE(opened_.store->wanted().remove({one_.record}).ok());
  ASSERT_TRUE(lost().erase_kind(3).ok());
  EXPECT_FALSE(lost().get(one_.record)->has_value());
}

}  // namespace
}  // namespace xinqiao::testing
