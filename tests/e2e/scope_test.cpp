// Goal: a device holds its scope, and what enters arrives whole. Method: an office, helpers, pairings.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device helper{world, world.invite("helper", "李秀英")};
  Device other{world, world.invite("helper", "陈志强")};

  Id pair(const Id& child, Device& device) {
    const Id pairing = office.add(
        "pairing",
        {{"child", child.uuid()}, {"helper", device.client().identity()->person.uuid()}, {"role", "volunteer"}});
    return pairing;
  }
};

TEST(Scope, AHelperHoldsExactlyTheirChildren) {
  Township town;
  const Id mine = town.office.add("child", {{"name", "韦小燕"}});
  const Id theirs = town.office.add("child", {{"name", "覃大山"}});
  const Id visit = town.office.add("visit", {{"child", theirs.uuid()}, {"kind", "talk"}});
  town.pair(mine, town.helper);
  town.pair(theirs, town.other);
  town.office.sync();
  town.helper.sync();
  town.other.sync();
  EXPECT_TRUE(town.helper.holds(mine));
  EXPECT_FALSE(town.helper.holds(theirs));
  EXPECT_FALSE(town.helper.holds(visit));
  EXPECT_TRUE(town.other.holds(visit));
  EXPECT_EQ(town.helper.count("child"), 1U);
}

TEST(Scope, WhatIsPutRightToAChildOutOfScopeStaysWithItsOwnWhenItIsNotTaken) {
  Township town;
  const Id mine = town.office.add("child", {{"name", "韦小燕"}});
  const Id theirs = town.office.add("child", {{"name", "覃大山"}});
  town.pair(mine, town.helper);
  town.office.sync();
  town.helper.sync();
  const Id visit = town.helper.add("visit", {{"child", mine.uuid()}, {"kind", "talk"}});
  town.helper.sync();
  const auto of = [&](const Id& child) { return town.helper.client().list(3, child, {}, 10)->records.size(); };
  ASSERT_TRUE(town.helper.set(visit, {{"child", theirs.uuid()}}).ok());
  EXPECT_EQ(of(mine), 0U);
  EXPECT_EQ(of(theirs), 1U);
  EXPECT_EQ(town.helper.sync().quarantined, 1U);
  EXPECT_EQ(of(mine), 1U);
  EXPECT_EQ(of(theirs), 0U);
}

TEST(Scope, AChildPairedLaterArrivesWholeWithAllItsRecords) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  std::vector<Id> visits;
  for (int i = 0; i < 40; ++i) {
    visits.push_back(town.office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(800, i)}}));
  }
  const Id concern = town.office.add("concern", {{"child", child.uuid()}, {"kind", "health"}});
  const Id step = town.office.add("concern_step", {{"concern", concern.uuid()}, {"done", "带去卫生院"}});
  town.office.sync();
  town.helper.sync();
  EXPECT_EQ(town.helper.count("child"), 0U);
  town.pair(child, town.helper);
  ASSERT_TRUE(town.office.set(child, {{"grade", "4"}}).ok());
  town.office.sync();
  town.helper.sync();
  EXPECT_EQ(town.helper.value(child, "name"), "\"韦小燕\"");
  EXPECT_EQ(town.helper.value(child, "grade"), "4");
  EXPECT_EQ(town.helper.count("visit"), 40U);
  EXPECT_TRUE(town.helper.holds(concern));
  EXPECT_TRUE(town.helper.holds(step));
}

TEST(Scope, TwoHelpersOfOneChildHoldTheSame) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.pair(child, town.helper);
  town.pair(child, town.other);
  town.office.sync();
  town.helper.sync();
  town.helper.add("visit", {{"child", child.uuid()}, {"kind", "home_visit"}, {"health", "咳嗽两天了"}});
  town.helper.sync();
  town.other.sync();
  town.helper.sync();
  EXPECT_EQ(town.helper.digest(), town.other.digest());
  EXPECT_EQ(town.other.count("visit"), 1U);
}

TEST(Scope, AConfidentialConcernIsForItsAuthorItsOwnerAndTheOffice) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.pair(child, town.helper);
  town.pair(child, town.other);
  town.office.sync();
  town.helper.sync();
  const Id concern =
      town.helper.add("concern", {{"child", child.uuid()}, {"kind", "abuse_or_neglect"}, {"confidential", "true"}});
  const Id step = town.helper.add("concern_step", {{"concern", concern.uuid()}, {"done", "已告诉督导员"}});
  town.helper.sync();
  town.other.sync();
  town.office.sync();
  EXPECT_TRUE(town.office.holds(concern));
  EXPECT_TRUE(town.office.holds(step));
  EXPECT_FALSE(town.other.holds(concern));
  EXPECT_FALSE(town.other.holds(step));
  // No longer confidential: it enters the other's scope, whole.
  ASSERT_TRUE(town.office.set(concern, {{"confidential", "false"}}).ok());
  town.office.sync();
  town.other.sync();
  EXPECT_EQ(town.other.value(concern, "kind"), "\"abuse_or_neglect\"");
  EXPECT_TRUE(town.other.holds(step));
}

TEST(Scope, AnEditOutOfScopeWaitsForTheOfficeAndIsNotLost) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  town.helper.sync();
  const Id visit = town.helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  const auto report = town.helper.sync();
  EXPECT_EQ(report.quarantined, 1U);
  EXPECT_EQ(town.helper.client().status()->needs_attention, 1U);
  const auto story = town.helper.client().history(visit);
  ASSERT_TRUE(story.ok());
  EXPECT_EQ(story->front().state, "quarantined");
  const auto shown = town.helper.client().get(visit);
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(shown->refused, "quarantined");
  EXPECT_EQ(town.helper.value(visit, "mind"), "\"想妈妈\"");
  const auto attention = town.helper.client().attention(10);
  ASSERT_EQ(attention->size(), 1U);
  EXPECT_EQ(attention->front().record, visit);
  EXPECT_FALSE(story->front().reason.empty());
  town.office.sync();
  EXPECT_FALSE(town.office.holds(visit));
}

TEST(Scope, AHelperMayNotPairThemselves) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  town.helper.sync();
  const auto me = town.helper.client().identity()->person;
  town.helper.add("pairing", {{"child", child.uuid()}, {"helper", me.uuid()}, {"role", "volunteer"}});
  EXPECT_EQ(town.helper.sync().quarantined, 1U);
  EXPECT_FALSE(town.helper.holds(child));
}

TEST(Scope, EverybodyButTheAuditorKnowsPeopleAndOrganisationsByName) {
  Township town;
  Device auditor{town.world, town.world.invite("auditor", "周审计")};
  town.helper.sync();
  auditor.sync();
  EXPECT_GE(town.helper.count("person"), 4U);
  EXPECT_EQ(town.helper.count("organisation"), 1U);
  EXPECT_EQ(town.helper.count("device"), 0U);
  EXPECT_EQ(auditor.count("person"), 0U);
}

TEST(Scope, APersonInvitedWhileTheServerRunsReachesTheOfficeAtItsNextSync) {
  Township town;
  town.office.sync();
  const auto before = town.office.count("person");
  town.world.invite("helper", "新来的老师");
  town.office.sync();
  EXPECT_EQ(town.office.count("person"), before + 1);
}

}  // namespace
}  // namespace xinqiao::testing
