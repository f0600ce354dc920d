// Goal: on a phone that is told nothing of a record any more, own changes that come back to a restored server stand as
// they stood before: what had been overwritten, through a value whose author never comes back, stays so; nothing else
// does. Method: a helper out of scope, an office that does not sync again, edits of one field in a chain.
#include "e2e/chain_town.h"

namespace xinqiao::testing {
namespace {

using Chain = ChainTown;

TEST(BeneathLost, ALaterOwnValueStandsAloneThoughWhatWasBetweenIsLost) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.end_here();
  for (int restores = 0; restores < 2; ++restores) {  // the second: what came back by itself is sent once more
    town.put_back();
    for (int i = 0; i < 3; ++i) {
      town.office.sync();
      town.helper.sync();
      town.expect_alone("在外婆家");
    }
  }
  town.everybody_syncs();
  town.expect_alone("在外婆家");
  EXPECT_EQ(town.clashes_at(town.office), 0U);
}

TEST(BeneathLost, SoDoesAnUnsentEditOfALostValue) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.lose_beneath_an_unsent_edit("在外婆家");
  town.accept_what_waits();
  town.expect_alone("在外婆家");
  EXPECT_TRUE(town.helper.attention().empty());  // the lost value was overwritten by who had seen it
  town.everybody_syncs();
  town.expect_alone("在外婆家");
  EXPECT_EQ(town.clashes_at(town.office), 0U);
}

TEST(BeneathLost, AnEqualValueThatComesBackFirstChangesNothing) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.next(town.second, "不在家");
  town.lose_beneath_an_unsent_edit("在外婆家");
  town.accept_what_waits();
  town.expect_alone("在外婆家");
}

TEST(BeneathLost, NorDoesLettingTheLostValueGo) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.lose_beneath_an_unsent_edit("在外婆家");
  town.sync();
  for (const Attention& item : town.helper.attention()) {
    if (item.state != "lost") continue;
    ASSERT_TRUE(town.helper.client().let_go(item.record).ok());
  }
  town.accept_what_waits();
  town.expect_alone("在外婆家");
}

// Two wrote the same over it, neither having seen the other: the one that is back stands for both.
TEST(BeneathLost, OneOfTwoEqualValuesIsEnough) {
  Chain town;
  town.next(town.helper, "不在家");
  for (auto* device : {&town.second, &town.third}) device->sync();
  ASSERT_TRUE(town.write(town.second, "回来了").ok());
  ASSERT_TRUE(town.write(town.third, "回来了").ok());
  for (auto* device : {&town.second, &town.third}) device->sync();
  town.end_here();
  town.expect_alone("回来了");
  town.put_back();
  for (auto* device : {&town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"不在家\"");  // the only copy that anybody has brought back
  for (auto* device : {&town.second, &town.helper}) device->sync();
  town.expect_alone("回来了");
  for (auto* device : {&town.third, &town.helper}) device->sync();
  town.expect_alone("回来了");
}

TEST(BeneathLost, WhatWasLetGoIsStillLookedFor) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  for (auto* device : {&town.helper, &town.third}) device->sync();
  ASSERT_TRUE(town.write(town.helper, "在外婆家").ok());
  ASSERT_TRUE(town.write(town.third, "在姑姑家").ok());
  for (auto* device : {&town.helper, &town.third}) device->sync();
  town.end_here();
  town.put_back();
  town.sync();
  ASSERT_EQ(town.helper.attention().size(), 1U);
  ASSERT_TRUE(town.helper.client().let_go(town.check).ok());
  EXPECT_TRUE(town.helper.attention().empty());
  for (auto* device : {&town.second, &town.third, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"在姑姑家\"");
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  EXPECT_EQ(town.helper.client().clashes()->front().values.size(), 2U);
}

// The restored server told of the field as it has it before the pairing ended, which is less than the phone knew.
TEST(BeneathLost, IsKeptThoughTheServerToldOfTheField) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.helper.sync();
  const Edit open = *town.helper.fill(town.check, {{"note", "在外婆家"}});
  town.put_back();
  town.sync();
  town.end_here();
  ASSERT_TRUE(town.helper.client().save({open}).ok());
  town.accept_what_waits();
  town.expect_alone("在外婆家");
  town.everybody_syncs();
  town.expect_alone("在外婆家");
}

// In scope the phone shows what the office does, whatever it knows better.
TEST(BeneathLost, InScopeTheServersWordCounts) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.put_back();
  for (int i = 0; i < 2; ++i) {
    town.sync();
    EXPECT_EQ(town.clashes_at(town.office), 1U);
    EXPECT_EQ(town.clashes_at(town.helper), 1U);
    ASSERT_TRUE(town.helper.set(town.check, {{"result", i == 0 ? "urgent" : "well"}}).ok());  // another field of it
  }
  town.everybody_syncs();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(town.check, "note"), "\"在外婆家\"");
    EXPECT_EQ(town.clashes_at(*device), 0U);
  }
}

TEST(BeneathLost, WhatWasOverwrittenBeforeItCameIsNoValueOfAClash) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.third, "回来了");
  town.helper.sync();
  town.next(town.second, "在外婆家");
  town.put_back();
  for (auto* device : {&town.office, &town.second, &town.helper, &town.helper}) device->sync();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);  // the first and the last: what was between is named
  town.end_here();
  for (auto* device : {&town.third, &town.office, &town.helper}) device->sync();
  town.expect_alone("在外婆家");
}

// More is lost than one request asks for, so a value may come back before it was asked for, and be lost again.
TEST(BeneathLost, WhatCameBackAndIsLostAgainIsListedAgain) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  for (auto* device : {&town.helper, &town.third}) device->sync();
  ASSERT_TRUE(town.write(town.helper, "在外婆家").ok());
  ASSERT_TRUE(town.write(town.third, "在姑姑家").ok());
  for (auto* device : {&town.helper, &town.third}) device->sync();
  for (int i = 0; i < 70; ++i) town.second.add("check_in", {{"child", town.child.uuid()}, {"result", "well"}});
  for (auto* device : {&town.second, &town.helper}) device->sync();
  for (int restores = 0; restores < 2; ++restores) {
    town.put_back();
    for (auto* device : {&town.office, &town.helper}) device->sync();
    EXPECT_TRUE(town.lists_lost(town.helper, town.check)) << restores;
    if (restores > 0) continue;
    for (auto* device : {&town.third, &town.helper}) device->sync();
    EXPECT_FALSE(town.lists_lost(town.helper, town.check));
  }
}

// A receipt that is told again, since its device goes back to an older pull or sends its batch once more.
TEST(BeneathLost, ToldAgainOfItsPlaceAnOverwrittenValueIsNoValueOfAClash) {
  for (const bool heard_before : {false, true}) {
    Chain town;
    const Id elsewhere = town.office.add("child", {{"name", "覃小花"}});
    const Id other = town.office.add("check_in", {{"child", elsewhere.uuid()}, {"result", "well"}});
    const Id pairing = town.pair(elsewhere);
    town.sync();
    ASSERT_TRUE(town.office.remove(pairing).ok());
    town.office.sync();
    ASSERT_TRUE(town.write(town.helper, "不在家").ok());
    ASSERT_TRUE(town.helper.set(other, {{"note", "在校"}}).ok());
    for (auto* device : {&town.helper, &town.third, &town.office}) device->sync();
    if (heard_before) town.backup = town.world.copy();
    for (const Attention& item : town.office.attention()) {
      ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
    }
    town.office.sync();
    if (!heard_before) town.backup = town.world.copy();
    town.next(town.third, "回来了");
    town.end_here();
    town.expect_alone("回来了");
    town.put_back();
    for (auto* device : {&town.office, &town.helper, &town.helper, &town.third, &town.office, &town.helper}) {
      device->sync();
    }
    town.expect_alone("回来了");
  }
}

// The earlier of two own values of a clash, which the later had never seen, hides nothing.
TEST(BeneathLost, AnOlderOwnValueOfAClashHidesNoNewerOne) {
  Chain town;
  ASSERT_TRUE(town.write(town.helper, "不在家").ok());
  town.next(town.second, "回来了");
  town.helper.sync();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);
  ASSERT_EQ(town.helper.value(town.check, "note"), "\"回来了\"");
  town.next(town.helper, "在外婆家");  // over what stands
  town.next(town.second, "在姑姑家");  // and this over it
  town.end_here();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);
  town.put_back();
  for (int i = 0; i < 2; ++i) town.sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"在外婆家\"");
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  town.everybody_syncs();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"在姑姑家\"");
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
}

TEST(BeneathLost, IsKeptThroughASecondRestoreInTheMiddle) {
  OutOfScopeTown town;
  town.office.sync();
  town.begin();
  const auto backup = town.world.copy();
  const Id young = town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "well"}, {"note", "在家"}});
  const auto next = [&](Device& device, const char* value) {
    device.sync();
    town.world.clock.advance(1000);
    ASSERT_TRUE(device.set(young, {{"note", value}}).ok());
    device.sync();
  };
  town.office.sync();
  next(town.helper, "不在家");
  next(town.second, "回来了");
  next(town.helper, "在外婆家");
  town.office.sync();
  town.end();
  town.helper.sync();
  town.world.put_back(backup);
  for (int i = 0; i < 2; ++i) town.helper.sync();
  for (auto* device : {&town.office, &town.helper}) device->sync();
  town.world.put_back(backup);
  for (auto* device : {&town.helper, &town.office, &town.helper, &town.second, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(young, "note"), "\"在外婆家\"");
  EXPECT_EQ(town.clashes_at(town.helper), 0U);
}

}  // namespace
}  // namespace xinqiao::testing
