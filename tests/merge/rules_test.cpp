// Goal: the numbered rules of docs/protocol.md section 4, each in the case that breaks without it. Method: changes by
// hand; stamps are chosen so that they would lead the wrong way.
#include <gtest/gtest.h>

#include "merge/changes.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

using namespace testing;  // NOLINT: the helpers of merge/changes.h
using Ids = std::vector<ChangeId>;

constexpr std::uint32_t kResult = 5;  // of a check-in: a danger sign
constexpr std::uint64_t kWell = 1;
constexpr std::uint64_t kUrgent = 3;

const schema::Field* result_field() { return schema::find_kind("check_in")->message->find(kResult); }

// What a plain save of these groups names over what is shown.
Change plain_save(ChangeId id, const RecordState& view, std::vector<std::uint32_t> groups, Stamp effective) {
  std::vector<TouchedGroup> touched;
  for (const auto number : groups) {
    const auto group = view.groups.find(number);
    touched.push_back(sets(number, id, group == view.groups.end() ? Ids() : shown_ids(group->second, nullptr)));
  }
  return change(id, touched, effective);
}

TEST(MergeRules, Rule1_WhatWasSeenIsOverwrittenWhateverTheStamps) {
  const auto state = merged({change(1, {sets(5, 10)}, 900), change(2, {sets(5, 11, {1})}, 100)});
  EXPECT_EQ(heads(state, 5), Ids{2});
}

TEST(MergeRules, Rule1_NamingNothingMeansTheFieldWasSeenEmpty) {
  const auto state = merged({change(1, {sets(5, 10)}, 100), change(2, {sets(5, 11)}, 900)});
  EXPECT_EQ(heads(state, 5), (Ids{1, 2}));
}

TEST(MergeRules, Rule1_WhatIsSeenIsAChangeNeverAPlaceThatATwinCanTake) {
  const auto state = merged({change(1, {sets(5, kWell)}), change(8, {sets(5, kUrgent)}), change(2, {sets(5, 2, {1})})});
  EXPECT_EQ(heads(state, 5), (Ids{2, 8}));
}

TEST(MergeRules, Rule4_APlainSaveNamesEveryHeadWithTheValueShown) {
  std::vector<Change> history{change(1, {sets(5, 10)}, 300), change(2, {sets(5, 11)}, 100),
                              change(3, {sets(5, 10)}, 200)};
  history.push_back(plain_save(4, merged(history), {5}, 50));
  EXPECT_EQ(heads(merged(history), 5), (Ids{2, 4}));
}

TEST(MergeRules, Rule4_AnAuthorsOwnPendingChangeIsAHeadLikeAnyOther) {
  std::vector<Change> history{change(1, {sets(5, 10)}, 300)};
  for (const ChangeId id : {2U, 3U, 4U}) history.push_back(plain_save(id, merged(history), {5}, 300 - id));
  EXPECT_EQ(heads(merged(history), 5), Ids{4});
}

TEST(MergeRules, Rule5_AResolveNamesBothSides) {
  const auto state =
      merged({change(1, {sets(5, 10)}, 900), change(2, {sets(5, 11)}, 800), change(3, {sets(5, 11, {1, 2})}, 1)});
  EXPECT_EQ(heads(state, 5), Ids{3});
  EXPECT_FALSE(is_clash(state.groups.at(5)));
}

// Two groups in clash with different winners.
TEST(MergeRules, Rule5_WhatWasSeenIsNamedGroupByGroup) {
  const std::vector<Change> clash{change(1, {sets(5, 10)}, 900), change(2, {sets(6, 11)}, 900),
                                  change(3, {sets(5, 12), sets(6, 12)}, 800)};
  auto history = clash;
  history.push_back(plain_save(4, merged(clash), {5, 6}, 950));
  EXPECT_EQ(heads(merged(history), 5), (Ids{3, 4}));
  EXPECT_EQ(heads(merged(history), 6), (Ids{3, 4}));
}

TEST(MergeRules, Rule6_ADeletionCoversEveryHeadItSawShownOrNot) {
  std::vector<Change> history{change(1, {sets(5, 10)}, 300), change(2, {sets(5, 11)}, 100)};
  history.push_back(deletion(3, all_heads(merged(history))));
  EXPECT_TRUE(is_hidden(merged(history)));
}

TEST(MergeRules, Rule6_BringingBackIsAnEditThatNamesTheDeletion) {
  const std::vector<Change> deleted{change(1, {sets(5, 10)}), deletion(2, {1})};
  auto named = deleted;
  named.push_back(change(3, {clears(kDeletedGroup, {2})}));
  EXPECT_FALSE(is_hidden(merged(named)));
  auto not_named = deleted;
  not_named.push_back(change(3, {clears(kDeletedGroup, {})}, 900));
  EXPECT_TRUE(is_hidden(merged(not_named)));
}

TEST(MergeRules, Merge_SomebodyWhoSawAChangeMayComeFirst) {
  const auto state = merged({change(3, {sets(5, 12, {2})}), change(2, {sets(5, 11, {1})}), change(1, {sets(5, 10)})});
  EXPECT_EQ(heads(state, 5), Ids{3});
}

TEST(MergeRules, Merge_ForgetsAClashThatItsAuthorLeft) {
  const auto state = merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11)}), change(3, {sets(5, 10, {2})})});
  EXPECT_EQ(heads(state, 5), (Ids{1, 3}));
  EXPECT_FALSE(is_clash(state.groups.at(5)));
}

TEST(MergeRules, Standing_IsTheGravestThenTheLargestEffectiveThenTheLargestId) {
  const auto ranked = [](std::vector<Change> all) {
    return standing(merged(all).groups.at(kResult), result_field()).id;
  };
  const Change urgent_early = change(1, {sets(kResult, kUrgent)}, 100);
  const Change urgent_late = change(2, {sets(kResult, kUrgent)}, 200);
  const Change urgent_late_too = change(4, {sets(kResult, kUrgent)}, 200);
  const Change well_last = change(3, {sets(kResult, kWell)}, 900);
  EXPECT_EQ(ranked({well_last, urgent_early}), 1U);
  EXPECT_EQ(ranked({well_last, urgent_early, urgent_late}), 2U);
  EXPECT_EQ(ranked({well_last, urgent_late, urgent_late_too}), 4U);
}

TEST(MergeRules, Clash_IsTwoDifferentValuesAndClearedIsOne) {
  const Change set = change(1, {sets(5, 10)});
  EXPECT_FALSE(is_clash(merged({set, change(2, {sets(5, 10)})}).groups.at(5)));
  EXPECT_TRUE(is_clash(merged({set, change(2, {sets(5, 11)})}).groups.at(5)));
  EXPECT_TRUE(is_clash(merged({set, change(2, {clears(5, {})})}).groups.at(5)));
}

TEST(MergeRules, Hidden_IsDeletedWithNothingUncovered) {
  const Change unseen = change(3, {sets(6, 1)});
  const auto clash = merged({change(1, {sets(5, 10)}), deletion(2, {1}), unseen});
  EXPECT_FALSE(is_hidden(clash));
  EXPECT_TRUE(is_deletion_clash(clash));
  EXPECT_TRUE(is_hidden(merged({change(1, {sets(5, 10)}), deletion(2, {1}), unseen, deletion(4, {1, 3})})));
}

}  // namespace
}  // namespace xinqiao
