// Goal: two people who disagree both keep their value, understand each other, and one of them decides.
// Method: real devices and the real service in one process.
#include <algorithm>
#include <set>

#include "e2e/disagreement.h"

namespace xinqiao::testing {
namespace {

// The history of the record on this device has all of these values.
void expect_told(Device& device, const Id& record, const std::vector<std::string>& values) {
  const auto history = device.client().history(record);
  ASSERT_TRUE(history.ok());
  std::set<std::string> told;
  for (const HistoryLine& line : *history) told.insert(text_of(line.value));
  for (const std::string& value : values) EXPECT_TRUE(told.contains(value)) << value;
}

TEST(Clashes, AreTheSameOnEveryDeviceAndTellWhatEachHadSeen) {
  Disagreement town;
  town.disagree();
  const Clash first = Disagreement::clash_on(town.office);
  ASSERT_EQ(first.values.size(), 3U);
  for (auto* device : {&town.office, &town.second, &town.third}) {
    const Clash clash = Disagreement::clash_on(*device);
    EXPECT_EQ(clash.id, first.id);
    ASSERT_EQ(clash.values.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(clash.values[i].value, first.values[i].value);
      EXPECT_EQ(clash.values[i].shown, text_of(clash.values[i].value) == "叔叔");
      ASSERT_EQ(clash.values[i].saw.size(), 1U);
      EXPECT_EQ(text_of(clash.values[i].saw.front().value), "奶奶");
    }
  }
}

TEST(Clashes, TheCountOfASyncIsOfOwnChangesThatNowClash) {
  Disagreement town;
  ASSERT_TRUE(town.office.set(town.child, {{"lives_with", "外婆"}}).ok());
  EXPECT_EQ(town.office.sync().clashed, 0U);
  ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "姑姑"}}).ok());
  EXPECT_EQ(town.second.sync().clashed, 1U);
  EXPECT_EQ(town.third.sync().clashed, 0U) << "of others";
  EXPECT_EQ(town.second.sync().clashed, 0U) << "told once";
}

TEST(Clashes, TakingAnotherValueSettlesThemEverywhere) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.second);
  std::size_t at = 0;
  while (text_of(clash.values[at].value) != "外婆") ++at;
  ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, at)).ok());
  town.sync_all();
  town.expect_settled("\"外婆\"");
}

TEST(Clashes, KeepingTheShownValueSettlesThemToo) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.office);
  ASSERT_TRUE(town.office.client().resolve(clash.id, keeping(clash)).ok());
  town.sync_all();
  town.expect_settled("\"叔叔\"");
}

TEST(Clashes, DecidedByTwoPeopleAtOnceAreAClashOfTheirDecisions) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.office);
  ASSERT_TRUE(town.office.client().resolve(clash.id, taking(clash, 0)).ok());
  ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, 1)).ok());
  town.sync_all();
  const Clash left = Disagreement::clash_on(town.third);
  ASSERT_EQ(left.values.size(), 2U);
  EXPECT_EQ(left.id, clash.id);
  EXPECT_EQ(left.values.front().saw.size(), 3U);
  ASSERT_TRUE(town.third.client().resolve(left.id, keeping(left)).ok());
  town.sync_all();
  EXPECT_TRUE(town.office.client().clashes()->empty());
}

TEST(Clashes, TheDecisionTellsAfterwardsWhatItReplaced) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.second);
  ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, 0)).ok());
  town.sync_all();
  for (auto* device : {&town.office, &town.second, &town.third}) {
    expect_told(*device, town.child, {"外婆", "姑姑", "叔叔"});
  }
}

TEST(Clashes, WhatCameInSinceThePersonLookedIsNotDecidedUnseen) {
  Disagreement town;
  town.disagree();
  const auto listed = town.office.client().clashes();
  ASSERT_TRUE(town.office.client().remember_shown(*listed).ok());
  ASSERT_TRUE(town.third.set(town.child, {{"lives_with", "堂哥"}}).ok());
  town.sync_all();
  const auto resolved = town.office.client().resolve(listed->front().id, {});
  ASSERT_FALSE(resolved.ok());
  EXPECT_EQ(resolved.error().code, ErrorCode::kRefused);
  ASSERT_TRUE(town.office.client().remember_shown(*town.office.client().clashes()).ok());
  EXPECT_TRUE(town.office.client().resolve(listed->front().id, {}).ok());
  EXPECT_EQ(town.office.client().resolve(listed->front().id, {}).error().code, ErrorCode::kNotFound);
}

TEST(Clashes, AreNotDecidedOnADeviceThatHasNotListedThem) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.office);
  Resolution dictated = taking(clash, 0);
  dictated.looked_at.clear();
  for (const auto& unseen : {Resolution(), dictated}) {
    EXPECT_EQ(town.second.client().resolve(clash.id, unseen).error().code, ErrorCode::kRefused);
  }
  town.sync_all();
  EXPECT_EQ(Disagreement::clash_on(town.third).values.size(), 3U);
  ASSERT_TRUE(town.second.client().remember_shown(*town.second.client().clashes()).ok());
  EXPECT_TRUE(town.second.client().resolve(clash.id, dictated).ok());
}

TEST(Clashes, TheStoryOfADecisionOutlivesTheNextEdit) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.second);
  ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, 0)).ok());
  town.sync_all();
  ASSERT_TRUE(town.third.set(town.child, {{"lives_with", "爷爷"}}).ok());
  town.sync_all();
  Device fresh(town.world, town.world.invite("office", "新来的"));
  fresh.sync();
  expect_told(fresh, town.child, {"外婆", "姑姑", "叔叔", "爷爷"});
}

TEST(Clashes, AValueOverwrittenByAPlainEditStaysInTheStory) {
  Disagreement town;
  town.disagree();  // shown: the third's, beside two others
  ASSERT_TRUE(town.office.set(town.child, {{"lives_with", "外婆"}}).ok()) << "over the shown one alone";
  town.sync_all();
  ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "爷爷"}}).ok());
  town.sync_all();
  Device fresh(town.world, town.world.invite("office", "新来的"));
  fresh.sync();
  expect_told(fresh, town.child, {"外婆", "姑姑", "叔叔", "爷爷"});
}

TEST(Clashes, WhatWasChosenFromEarlierIsNotWhatAnAuthorHadSeen) {
  Disagreement town;
  town.disagree();
  const Clash clash = Disagreement::clash_on(town.second);
  ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, 0)).ok());
  town.sync_all();
  ASSERT_TRUE(town.third.set(town.child, {{"lives_with", "爷爷"}}).ok());
  town.sync_all();
  ASSERT_TRUE(town.office.set(town.child, {{"lives_with", "伯父"}}).ok());
  ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "伯母"}}).ok());
  town.sync_all();
  for (auto* device : {&town.office, &town.second, &town.third}) {
    const Clash seen = Disagreement::clash_on(*device);
    for (const ClashValue& value : seen.values) {
      ASSERT_EQ(value.saw.size(), 1U);
      EXPECT_EQ(text_of(value.saw.front().value), "爷爷");
    }
  }
}

TEST(Clashes, WhatAWrongServerClockStampedWinsNothingOnceItIsRight) {
  constexpr std::int64_t kTenYearsMs = 10LL * 365 * 86'400'000;
  Disagreement town;
  town.sync_all();
  town.world.clock.jump_wall(kTenYearsMs);
  town.office.sync();
  ASSERT_TRUE(town.office.set(town.child, {{"lives_with", "早"}}).ok());
  town.office.sync();
  town.world.clock.jump_wall(-kTenYearsMs);
  town.world.clock.advance(60'000);
  ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "晚"}}).ok());
  town.sync_all();
  const std::int64_t now = town.world.clock.wall_ms();
  for (auto* device : {&town.office, &town.second, &town.third}) {
    const Clash clash = Disagreement::clash_on(*device);
    ASSERT_EQ(clash.values.size(), 2U);
    for (const ClashValue& value : clash.values) {
      EXPECT_EQ(value.shown, text_of(value.value) == "晚");
      EXPECT_LE(value.at_ms, now);
    }
  }
}

TEST(Clashes, OfAConcernTellNobodyWhatStoodThereBefore) {
  Disagreement town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  town.office.add(
      "pairing",
      {{"child", town.child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  ASSERT_TRUE(town.office.set(town.second.client().identity()->person, {{"case_worker", "true"}}).ok());
  const Id concern = town.office.add(
      "concern", {{"child", town.child.uuid()}, {"kind", "safety"}, {"what", "绝密"}, {"confidential", "true"}});
  town.sync_all();
  helper.sync();
  EXPECT_FALSE(helper.holds(concern));
  ASSERT_TRUE(town.office.set(concern, {{"what", "可以说的"}, {"confidential", "false"}}).ok());
  ASSERT_TRUE(town.second.set(concern, {{"what", "也可以说的"}}).ok());
  town.sync_all();
  helper.sync();
  ASSERT_TRUE(helper.holds(concern));
  const auto clashes = helper.client().clashes();
  for (const Clash& clash : *clashes) {
    for (const ClashValue& value : clash.values) EXPECT_TRUE(value.saw.empty());
  }
  const auto history = helper.client().history(concern);
  for (const HistoryLine& line : *history) EXPECT_NE(text_of(line.value), "绝密");
}

}  // namespace
}  // namespace xinqiao::testing
