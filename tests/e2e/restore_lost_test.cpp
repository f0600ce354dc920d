// Goal: what a restored server lost comes back in whatever order its authors come, and what does not is kept, value by
// value. Method: as restore_test, offices only, with long work and copies.
#include <set>

#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Town {
  World world;
  Device office{world, world.office_code()};
  Device author{world, world.invite("office", "王主任")};
  Device third{world, world.invite("office", "覃干事")};
  Id child = office.add("child", {{"name", "韦小燕"}, {"home_address", "坡上"}});

  Town() { sync({&office, &author, &third}); }
  static void sync(const std::vector<Device*>& devices) {
    for (Device* device : devices) device->sync();
  }
  Id visit(Device& device, const std::string& mind) {
    return device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", mind}});
  }
  void set(Device& device, const std::vector<text::Assignment>& values) {
    world.clock.advance(1000);
    EXPECT_TRUE(device.set(child, values).ok());
  }
  static std::vector<Attention> attention(Device& device) { return device.attention(); }
  void expect_same() {
    for (auto* device : {&office, &author, &third}) {
      EXPECT_EQ(device->digest(), office.digest());
      EXPECT_TRUE(attention(*device).empty());
      EXPECT_EQ(device->in_overlay(), 0U);
    }
  }
};

TEST(RestoreLost, AColleaguesEditIsNotHiddenFromTheAuthorWhoseWorkComesInManyRequests) {
  Town town;
  const auto backup = town.world.copy();
  for (int i = 0; i < 60; ++i) town.visit(town.author, letters(8000, i));
  const Id visit = town.visit(town.author, "想妈妈");
  town.author.sync();
  town.office.sync();
  ASSERT_TRUE(town.office.set(visit, {{"mind", "想爸爸"}, {"health", "咳嗽"}}).ok());
  Town::sync({&town.office, &town.author, &town.third});
  town.world.put_back(backup);
  Town::sync({&town.office, &town.author, &town.office, &town.third, &town.author});
  EXPECT_EQ(town.author.value(visit, "mind"), "\"想爸爸\"");
  EXPECT_EQ(town.author.value(visit, "health"), "\"咳嗽\"");
  town.expect_same();
}

TEST(RestoreLost, OneValueThatStandsAgainDoesNotTakeTheOthersOffTheList) {
  Town town;
  const auto backup = town.world.copy();
  town.set(town.third, {{"home_address", "坡下"}});
  Town::sync({&town.third, &town.author});
  town.set(town.author, {{"home_address", "坡上"}, {"remark", "备份以后"}});
  Town::sync({&town.author, &town.office});
  town.world.put_back(backup);
  Town::sync({&town.office, &town.office});
  const auto lost = town.attention(town.office);
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].changes[0].set.size(), 1U) << "the remark alone";
  ASSERT_TRUE(town.office.client().put_back(town.child).ok());
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"备份以后\"");
}

TEST(RestoreLost, WhatIsPutBackLeavesWhatIsNewerThanItself) {
  Town town;
  const auto backup = town.world.copy();
  town.set(town.author, {{"home_address", "老地方"}});
  town.author.sync();
  town.set(town.third, {{"home_address", "新地方"}});  // offline
  town.set(town.author, {{"remark", "备份以后"}});
  Town::sync({&town.author, &town.office});
  town.world.put_back(backup);
  Town::sync({&town.office, &town.third, &town.office});
  ASSERT_EQ(town.office.value(town.child, "home_address"), "\"新地方\"");
  const auto saved = town.office.client().put_back(town.child);
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->kept, 1U);
  EXPECT_EQ(town.office.value(town.child, "home_address"), "\"新地方\"");
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"备份以后\"");
}

TEST(RestoreLost, CopiesOfADeviceThatEnrolledAfterTheBackupAreLetInBoth) {
  Town town;
  const auto backup = town.world.copy();
  Device late(town.world, town.world.invite("office", "后来的人"));
  town.visit(late, "共有");
  late.sync();
  Device twin(late);
  town.visit(late, "手机");
  town.visit(twin, "平板");
  Town::sync({&late, &twin, &late, &twin});
  town.world.put_back(backup);
  Town::sync({&town.office, &twin, &late, &town.office, &town.author, &town.third, &twin, &late});
  EXPECT_EQ(town.office.count("visit"), 3U);
  for (auto* device : {&late, &twin}) {
    EXPECT_EQ(device->count("visit"), 3U);
    EXPECT_EQ(device->client().status()->unsent, 0U);
  }
}

TEST(RestoreLost, WhatWaitedForTheOfficeIsStillReadThere) {
  Town town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  Town::sync({&helper, &town.office});
  const auto backup = town.world.copy();
  town.visit(helper, "想妈妈");
  Town::sync({&helper, &town.office});
  const auto before = town.attention(town.office);
  ASSERT_EQ(before.size(), 1U);
  town.world.put_back(backup);
  Town::sync({&town.office, &town.office});
  const auto lost = town.attention(town.office);
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].state, "lost");
  EXPECT_EQ(lost[0].by, before[0].by);
  ASSERT_EQ(lost[0].changes.size(), 1U);
  EXPECT_EQ(lost[0].changes[0].set, before[0].changes[0].set);
  EXPECT_EQ(town.office.client().put_back(lost[0].id).error().code, ErrorCode::kRefused);

  Town::sync({&helper, &town.office});
  const auto back = town.attention(town.office);
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].state, "held") << "its author's device has brought it back";
}

TEST(RestoreLost, WhatWaitedAndIsLostIsLetGoOfByWhoeverHasLooked) {
  Town town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  Town::sync({&helper, &town.office});
  const auto backup = town.world.copy();
  town.visit(helper, "想妈妈");
  Town::sync({&helper, &town.office});
  town.world.put_back(backup);
  Town::sync({&town.office, &town.office});
  const auto lost = town.office.client().attention(100);
  ASSERT_TRUE(lost.ok());
  ASSERT_EQ(lost->size(), 1U);
  const Id item = lost->front().id;
  EXPECT_EQ(town.office.client().let_go(item).error().code, ErrorCode::kRefused) << "nobody has looked";
  ASSERT_TRUE(town.office.client().remember_listed(*lost).ok());
  ASSERT_TRUE(town.office.client().let_go(item).ok());
  EXPECT_TRUE(town.attention(town.office).empty());
}

TEST(RestoreLost, ASecondRestoreInTheMiddleOfTheRefill) {
  Town town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.author, "想妈妈");
  Town::sync({&town.author, &town.office});
  ASSERT_TRUE(town.office.set(visit, {{"health", "咳嗽"}}).ok());
  Town::sync({&town.office, &town.author});
  town.world.put_back(backup);
  town.office.sync();
  const auto between = town.world.copy();
  town.author.sync();
  town.world.put_back(between);
  Town::sync({&town.third, &town.office, &town.author, &town.office, &town.third, &town.author});
  EXPECT_EQ(town.third.value(visit, "health"), "\"咳嗽\"");
  EXPECT_EQ(town.third.value(visit, "mind"), "\"想妈妈\"");
  town.expect_same();
}

TEST(RestoreLost, AHelperIsToldOfWhatTheyMayWriteAndAnOfficeOfDecisionsWithWhatTheyAreAbout) {
  Town town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  const std::string me = helper.client().identity()->person.uuid();
  const auto pair = [&](const Id& child) {
    return town.office.add("pairing", {{"child", child.uuid()}, {"helper", me}, {"role", "volunteer"}});
  };
  pair(town.child);
  const Id stray = helper.add("child", {{"name", "覃大山"}});
  Town::sync({&town.office, &helper, &town.author, &helper});
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.author, "想妈妈");
  town.set(town.author, {{"remark", "备份以后"}});
  const Id second = town.author.add("child", {{"name", "新来的孩子"}});
  town.author.add("pairing", {{"child", second.uuid()}, {"helper", me}, {"role", "volunteer"}});
  Town::sync({&town.author, &town.office, &helper});
  ASSERT_TRUE(helper.holds(visit) && helper.holds(second));
  // The helper has not heard of this one, so that no receipt of theirs brings it back.
  ASSERT_TRUE(town.author.client().decide(town.attention(town.author)[0].id, true, "").ok());
  Town::sync({&town.author, &town.office});
  town.world.put_back(backup);
  Town::sync({&town.office, &helper, &town.office, &helper});
  std::set<Id> told;
  for (const Attention& item : town.attention(helper)) {
    if (item.state == "lost") told.insert(item.record);
  }
  EXPECT_EQ(told, (std::set<Id>{visit, town.child}));
  EXPECT_EQ(helper.client().status()->needs_attention, town.attention(helper).size());
  std::vector<Attention> decisions;
  for (const Attention& item : town.attention(town.office)) {
    if (item.kind == schema::kDecisionKind) decisions.push_back(item);
  }
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].changes[0].record, stray);
  EXPECT_NE(decisions[0].reason.find("接受"), std::string::npos);
  ASSERT_TRUE(town.office.client().put_back(decisions[0].id).ok());
  Town::sync({&town.office, &helper, &town.office});
  EXPECT_EQ(town.office.value(stray, "name"), "\"覃大山\"");
}

}  // namespace
}  // namespace xinqiao::testing
