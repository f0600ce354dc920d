// Goal: what a restored server tells a phone of a record, before the record leaves the phone's scope, stands beside
// what is back no longer than at the office. Method: as beneath_lost_test; the pairing ends between the phone's first
// sync with the restored server and the return of what is still missing.
#include "e2e/chain_town.h"

namespace xinqiao::testing {
namespace {

struct Chain : ChainTown {
  // The phone has heard of the restored server and lost the record from its scope; now all come back.
  void end_and_bring_all_back() {
    end_here();
    third.sync();
    everybody_syncs();
    helper.sync();
  }
};

TEST(ToldBeside, WhatTheLostValueHadOverwrittenGivesWayToIt) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.helper.sync();
  town.put_back();
  town.sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"不在家\"");
  EXPECT_TRUE(town.lists_lost(town.helper, town.check));
  town.end_and_bring_all_back();
  town.expect_alone("回来了");
  EXPECT_TRUE(town.helper.attention().empty());
}

TEST(ToldBeside, SoDoesAnOwnValueThatCameBackFirst) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.put_back();
  town.sync();
  EXPECT_EQ(town.clashes_at(town.helper), 1U);  // as at the office
  town.end_and_bring_all_back();
  town.expect_alone("在外婆家");
}

TEST(ToldBeside, SoDoesOneThatTheServerNeverLost) {
  Chain town;
  town.next(town.helper, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.put_back();
  town.sync();
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  town.end_and_bring_all_back();
  town.expect_alone("在外婆家");
}

// Of which the phone knew nothing any more: it was overwritten before the phone had lost anything.
TEST(ToldBeside, SoDoesAnothersThatCameBackFirst) {
  Chain town;
  town.next(town.third, "不在家");
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.put_back();
  for (auto* device : {&town.third, &town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  town.end_here();
  EXPECT_EQ(town.clashes_at(town.helper), 1U);  // what is between is still missing, at the office too
  for (int i = 0; i < 2; ++i) town.sync();
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  town.end_and_bring_all_back();
  town.expect_alone("在外婆家");
}

// It is not on the list of what is lost any more, since the phone's own edit has seen it.
TEST(ToldBeside, SoDoesWhatAnOwnUnsentEditHasOverwrittenThroughIt) {
  for (const bool accepted_late : {false, true}) {
    Chain town;
    town.next(town.third, "不在家");
    town.backup = town.world.copy();
    town.next(town.second, "回来了");
    town.helper.sync();
    ASSERT_TRUE(town.write(town.helper, "在外婆家").ok());
    town.put_back();
    if (accepted_late) {
      town.helper.sync();  // told the older value; nothing new of helpers is judged yet
      town.office.sync();
    } else {
      for (int i = 0; i < 2; ++i) town.sync();
    }
    town.end_here();
    if (accepted_late) town.accept_what_waits();
    town.everybody_syncs();
    town.accept_what_waits();
    for (int i = 0; i < 2; ++i) town.sync();
    town.expect_alone("在外婆家");
    EXPECT_EQ(town.clashes_at(town.office), 0U);
  }
}

// Whether the phone had pulled the value between or never heard of it.
TEST(ToldBeside, SoDoesWhatAnothersValueHadOverwrittenThroughIt) {
  for (const bool pulled : {false, true}) {
    Chain town;
    town.next(town.third, "不在家");
    town.backup = town.world.copy();
    town.helper.sync();
    town.next(town.second, "回来了");
    if (pulled) town.helper.sync();
    town.next(town.third, "在姑姑家");
    town.put_back();
    for (auto* device : {&town.office, &town.third, &town.helper, &town.helper}) device->sync();
    EXPECT_EQ(town.clashes_at(town.helper), 1U);
    town.end_and_bring_all_back();
    town.expect_alone("在姑姑家");
  }
}

TEST(ToldBeside, SoDoesItWhenTheOwnValueCameBackOverwritten) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  town.next(town.third, "在姑姑家");
  town.put_back();
  for (auto* device : {&town.office, &town.helper, &town.third, &town.helper}) device->sync();
  town.end_and_bring_all_back();
  town.expect_alone("在姑姑家");
}

// Of the values of a clash the gravest stands.
TEST(ToldBeside, AGraveSignThatWasLoweredDoesNotStandAgain) {
  Chain town;
  const auto set = [&](Device& device, const char* result) {
    device.sync();
    town.world.clock.advance(1000);
    ASSERT_TRUE(device.set(town.check, {{"result", result}}).ok());
  };
  set(town.second, "urgent");
  town.second.sync();
  town.backup = town.world.copy();
  set(town.third, "needs_attention");
  town.third.sync();
  set(town.helper, "well");
  town.put_back();
  for (auto* device : {&town.office, &town.helper, &town.helper}) device->sync();
  town.end_and_bring_all_back();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_NE(device->value(town.check, "result").find("well"), std::string::npos);
    EXPECT_EQ(town.clashes_at(*device), 0U);
  }
}

TEST(ToldBeside, SoDoesADeletionThatWasTakenBack) {
  Chain town;
  town.third.sync();
  ASSERT_TRUE(town.third.remove(town.check).ok());
  town.third.sync();
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.helper.sync();
  town.third.sync();
  ASSERT_TRUE(town.third.remove(town.check).ok());
  town.third.sync();
  town.office.sync();
  ASSERT_TRUE(town.write(town.office, "在姑姑家").ok());
  town.put_back();
  for (auto* device : {&town.office, &town.helper, &town.helper}) device->sync();
  town.end_here();
  for (auto* device : {&town.third, &town.second, &town.office}) device->sync();
  town.everybody_syncs();
  for (int i = 0; i < 2; ++i) town.helper.sync();
  EXPECT_EQ(town.clashes_at(town.office), 0U);
  town.expect_alone("在姑姑家");
}

// The older of two equal values stands again: the newer is not told of, and is back all the same in the end.
TEST(ToldBeside, AnEqualValueIsNotTheOneThatIsLost) {
  Chain town;
  town.next(town.third, "在家1");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.next(town.third, "在家1");
  town.helper.sync();
  town.put_back();
  town.sync();
  EXPECT_FALSE(town.lists_lost(town.helper, town.check));
  for (auto* device : {&town.second, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"回来了\"");
  town.end_and_bring_all_back();
  town.expect_alone("在家1");
}

TEST(ToldBeside, NorIsOneOfAClash) {
  Chain town;
  town.next(town.third, "在家1");
  town.backup = town.world.copy();
  for (auto* device : {&town.second, &town.helper}) device->sync();
  ASSERT_TRUE(town.write(town.third, "回来了").ok());
  ASSERT_TRUE(town.write(town.third, "在家1").ok());
  ASSERT_TRUE(town.write(town.second, "在外婆家").ok());
  for (auto* device : {&town.third, &town.second, &town.helper}) device->sync();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);
  town.put_back();
  town.sync();
  town.end_here();
  for (auto* device : {&town.second, &town.helper, &town.third, &town.helper}) device->sync();
  town.everybody_syncs();
  town.helper.sync();
  for (auto* device : {&town.office, &town.helper}) EXPECT_EQ(town.clashes_at(*device), 1U);
}

// A deletion overwrites nothing, it covers: what the phone was told lies beneath what the deletion had seen.
TEST(ToldBeside, ADeletionHidesWhatLiesBeneathWhatItHadSeen) {
  for (const bool pulled : {false, true}) {
    Chain town;
    town.next(town.third, "不在家");
    town.backup = town.world.copy();
    town.helper.sync();
    town.next(town.second, "回来了");
    if (pulled) town.helper.sync();
    town.third.sync();
    ASSERT_TRUE(town.third.remove(town.check).ok());
    town.put_back();
    for (auto* device : {&town.office, &town.third, &town.helper, &town.helper}) device->sync();
    EXPECT_EQ(town.clashes_at(town.helper), 1U);
    town.end_and_bring_all_back();
    town.helper.sync();
    EXPECT_EQ(town.clashes_at(town.office), 0U);
    EXPECT_EQ(town.clashes_at(town.helper), 0U);
    EXPECT_EQ(town.helper.count("check_in"), 0U);
  }
}

// The record is shown, since somebody wrote beside the deletion. The newer value comes back when the phone is out of
// scope and is not sent to it, so what it was told until then is what it shows.
TEST(ToldBeside, WhatADeletionHadSeenIsStillShownBesideAnotherClash) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.next(town.second, "回来了");
  town.third.sync();
  ASSERT_TRUE(town.third.remove(town.check).ok());
  ASSERT_TRUE(town.office.set(town.check, {{"result", "urgent"}}).ok());
  for (auto* device : {&town.third, &town.office}) device->sync();
  town.put_back();
  for (auto* device : {&town.office, &town.third, &town.helper, &town.helper}) device->sync();
  town.end_and_bring_all_back();
  town.helper.sync();
  EXPECT_EQ(town.clashes_at(town.office), 1U);
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"不在家\"");
}

TEST(ToldBeside, APhoneEnrolledAfterTheRestoreAsksToo) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.next(town.third, "在姑姑家");
  town.put_back();
  for (auto* device : {&town.office, &town.third, &town.office}) device->sync();
  Device late(town.world, town.world.invite("helper", "龙老师"));
  const Id pairing = town.pair(town.child, late);
  for (auto* device : {&town.office, &late}) device->sync();
  EXPECT_EQ(town.clashes_at(late), 1U);
  ASSERT_TRUE(town.office.remove(pairing).ok());
  town.office.sync();
  late.sync();
  town.everybody_syncs();
  late.sync();
  EXPECT_EQ(late.value(town.check, "note"), "\"在姑姑家\"");
  EXPECT_EQ(town.clashes_at(late), 0U);
}

// More than one sync asks about.
TEST(ToldBeside, OfManyClashesAllAreAskedAboutInTurn) {
  Chain town;
  std::vector<Id> checks;
  for (int i = 0; i < 40; ++i) {
    checks.push_back(town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "well"}, {"note", "在家"}}));
  }
  for (auto* device : {&town.office, &town.second, &town.third, &town.helper}) device->sync();
  town.backup = town.world.copy();
  const auto write_all = [&](Device& device, const char* note) {
    device.sync();
    town.world.clock.advance(1000);
    for (const Id& check : checks) ASSERT_TRUE(device.set(check, {{"note", note}}).ok());
    device.sync();
  };
  write_all(town.second, "回来了");
  write_all(town.third, "在姑姑家");
  town.put_back();
  for (auto* device : {&town.office, &town.third, &town.helper, &town.helper}) device->sync();
  EXPECT_EQ(town.clashes_at(town.helper), 40U);
  town.end_and_bring_all_back();
  for (int i = 0; i < 6; ++i) town.helper.sync();
  EXPECT_EQ(town.clashes_at(town.helper), 0U);
}

// Neither had seen the other: that it was a clash is what the office shows too.
TEST(ToldBeside, AClashStaysOne) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.helper.sync();
  ASSERT_TRUE(town.write(town.helper, "在外婆家").ok());
  town.next(town.second, "回来了");
  town.helper.sync();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);
  town.put_back();
  town.sync();
  town.end_and_bring_all_back();
  for (auto* device : {&town.office, &town.helper}) EXPECT_EQ(town.clashes_at(*device), 1U);
  EXPECT_EQ(town.helper.client().clashes()->front().values.size(), 2U);
}

// What somebody wrote since over both is not the phone's to see; what it had it keeps.
TEST(ToldBeside, WhatAStrangerWroteSinceTakesNothingAway) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.helper.sync();
  town.put_back();
  town.sync();
  town.end_here();
  town.everybody_syncs();
  town.next(town.third, "在姑姑家");
  town.helper.sync();
  town.expect_alone("回来了");
}

TEST(ToldBeside, ADeletionThatIsBackHidesWhatItHadSeen) {
  Chain town;
  town.next(town.third, "不在家");
  town.backup = town.world.copy();
  town.next(town.second, "回来了");
  town.second.sync();
  ASSERT_TRUE(town.second.remove(town.check).ok());
  town.second.sync();
  town.helper.sync();
  town.put_back();
  town.sync();
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"不在家\"");
  town.end_and_bring_all_back();
  EXPECT_EQ(town.helper.count("check_in"), 0U);
  EXPECT_EQ(town.clashes_at(town.helper), 0U);
}

// It goes on being asked about only while it stands in a clash.
TEST(ToldBeside, NothingIsAskedOnceAllIsBack) {
  Chain town;
  town.next(town.helper, "不在家");
  town.next(town.second, "回来了");
  town.next(town.helper, "在外婆家");
  const std::uint64_t idle = town.helper.sync().bytes_up;
  town.put_back();
  town.sync();
  town.end_and_bring_all_back();
  town.helper.sync();
  EXPECT_LE(town.helper.sync().bytes_up, idle);
}

}  // namespace
}  // namespace xinqiao::testing
