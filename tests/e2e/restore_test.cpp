// Goal: a server restored from an older backup is refilled by the devices that wrote what it lacks, with the verdicts
// and in the order they had; what nobody brings back is on a list. Method: the server's folder copied and put back, as
// restore does.
#include "e2e/restore_town.h"

namespace xinqiao::testing {
namespace {

constexpr std::int64_t kThirtyYearsMs = 30LL * 365 * 86'400'000;

using Township = RestoreTown;

TEST(Restore, WhatWasAcknowledgedAfterTheBackupComesBackByItself) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.office, town.child, "remark", "在备份之后");
  town.office.sync();
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.second, &town.helper}) device->sync();
  EXPECT_EQ(town.second.value(town.child, "remark"), "\"在备份之后\"");
  town.expect_quiet();
}

TEST(Restore, SeqsOfBeforeDoNotHideWhatIsWrittenAfter) {
  Township town;
  const auto backup = town.world.copy();
  for (int i = 0; i < 12; ++i) {
    town.set(town.second, town.child, "home_address", std::to_string(i));
    town.second.sync();
  }
  town.office.sync();
  town.set(town.office, town.child, "remark", "R1");
  town.office.sync();
  town.world.put_back(backup);
  town.set(town.office, town.child, "remark", "R2");
  for (auto* device : {&town.office, &town.second, &town.office, &town.helper}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(town.child, "remark"), "\"R2\"");
    EXPECT_EQ(device->value(town.child, "home_address"), "\"11\"");
  }
  town.expect_quiet();
}

TEST(Restore, Rule15_GroupsBeyondTheCutAreAskedForByNameAndTheirValuesListed) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.second, town.child, "remark", "R1");
  const Id visit = town.visit(town.second, "想妈妈");
  town.second.sync();
  town.office.sync();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"R1\"");
  town.world.put_back(backup);
  town.office.sync();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"R0\"") << "what the server has";
  EXPECT_FALSE(town.office.holds(visit));
  const auto lost = town.attention(town.office);
  ASSERT_EQ(lost.size(), 2U);
  EXPECT_EQ(town.office.client().status()->needs_attention, 2U);
  for (const auto& item : lost) {
    EXPECT_EQ(item.state, "lost");
    EXPECT_EQ(item.by, town.second.client().identity()->person);
  }
  town.second.sync();
  town.office.sync();
  town.helper.sync();
  EXPECT_TRUE(town.office.holds(visit)) << "its author came back";
  town.expect_quiet();
}

TEST(Restore, WhatWasAcceptedStaysSoThoughItsAuthorHasLostTheChild) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  town.helper.sync();
  town.end_pairing();
  town.world.put_back(backup);
  town.office.sync();
  town.helper.sync();
  EXPECT_TRUE(town.attention(town.helper).empty());
  for (auto* device : {&town.office, &town.second}) device->sync();
  EXPECT_EQ(town.second.value(visit, "mind"), "\"想妈妈\"");
}

TEST(Restore, ACopyWithoutReceiptsWaitsForTheOneThatHasThem) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  Device twin(town.helper);
  town.helper.sync();
  town.end_pairing();
  town.world.put_back(backup);
  town.office.sync();
  twin.sync();
  EXPECT_EQ(town.attention(twin).size(), 1U) << "judged by the scope of now";
  town.helper.sync();
  for (auto* device : {&twin, &town.office, &town.second}) device->sync();
  EXPECT_TRUE(town.attention(twin).empty()) << "accepted is final";
  EXPECT_EQ(town.second.value(visit, "mind"), "\"想妈妈\"");
  EXPECT_TRUE(town.attention(town.office).empty());
}

TEST(Restore, WhatStoodInAClashStandsAgain) {
  Township town;
  const auto backup = town.world.copy();
  town.world.clock.advance(kThirtyYearsMs);
  town.set(town.second, town.child, "remark", "钟快的");
  town.world.clock.advance(-kThirtyYearsMs);
  town.second.sync();
  town.set(town.office, town.child, "remark", "钟准的");
  town.office.sync();
  ASSERT_EQ(town.office.value(town.child, "remark"), "\"钟准的\"");
  ASSERT_EQ(town.office.client().clashes()->size(), 1U);
  town.world.put_back(backup);
  town.world.clock.advance(60'000);
  for (auto* device : {&town.second, &town.office, &town.second}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(town.child, "remark"), "\"钟准的\"");
    EXPECT_EQ(device->client().clashes()->size(), 1U);
  }
}

TEST(Restore, WhatAWrongServerClockStampedStaysCorrected) {
  constexpr std::int64_t kTenYearsMs = 10LL * 365 * 86'400'000;
  Township town;
  const auto backup = town.world.copy();
  town.world.clock.jump_wall(kTenYearsMs);
  town.second.sync();
  town.set(town.second, town.child, "remark", "早");
  town.second.sync();
  town.world.clock.jump_wall(-kTenYearsMs);
  town.world.clock.advance(60'000);
  town.set(town.office, town.child, "remark", "晚");
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  ASSERT_EQ(town.second.value(town.child, "remark"), "\"晚\"");
  town.world.put_back(backup);
  town.world.clock.advance(60'000);
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(town.child, "remark"), "\"晚\"") << "whoever came back first";
    EXPECT_EQ(device->client().clashes()->size(), 1U);
  }
}

TEST(Restore, NewWorkWaitsOnThePhoneUntilAnOfficeHasSynced) {
  Township town;
  const auto backup = town.world.copy();
  town.visit(town.helper, "送过的");
  town.helper.sync();
  town.world.put_back(backup);
  const Id fresh = town.visit(town.helper, "没送过的");
  const SyncReport waiting = town.helper.sync();
  EXPECT_TRUE(waiting.later);
  EXPECT_EQ(town.helper.client().status()->unsent, 1U) << "what has a receipt is taken";
  EXPECT_EQ(town.helper.value(fresh, "mind"), "\"没送过的\"");
  EXPECT_TRUE(town.attention(town.helper).empty());
  town.office.sync();
  EXPECT_FALSE(town.helper.sync().later);
  town.office.sync();
  town.second.sync();
  EXPECT_EQ(town.office.value(fresh, "mind"), "\"没送过的\"");
  town.expect_quiet();
}

TEST(Restore, TheOperatorMaySayGoOn) {
  Township town;
  const auto backup = town.world.copy();
  town.world.put_back(backup);
  town.visit(town.helper, "想妈妈");
  EXPECT_TRUE(town.helper.sync().later);
  EXPECT_TRUE(*server::end_recovery(town.world.data(), town.world.clock, town.world.random));
  EXPECT_FALSE(*server::end_recovery(town.world.data(), town.world.clock, town.world.random));
  EXPECT_FALSE(town.helper.sync().later);
  EXPECT_EQ(town.helper.client().status()->unsent, 0U);
}

TEST(Restore, AnOfficeThatTheBackupDoesNotKnowDoesNotEndTheWaiting) {
  Township town;
  const auto backup = town.world.copy();
  town.world.put_back(backup);
  Device fresh(town.world, town.world.invite("office", "覃干事"));
  fresh.sync();
  town.visit(town.helper, "想妈妈");
  EXPECT_TRUE(town.helper.sync().later);
}

TEST(Restore, AnEditWaitsForTheRecordThatItsAuthorHasNotBroughtBack) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  town.helper.sync();
  town.second.sync();
  town.set(town.second, visit, "mind", "想爸爸");
  town.second.sync();  // has a receipt
  town.set(town.second, visit, "living", "认真");
  town.world.put_back(backup);
  town.second.sync();
  town.office.sync();
  EXPECT_FALSE(town.office.holds(visit)) << "nobody can tell yet what it is";
  EXPECT_EQ(town.attention(town.second).size(), 2U) << "what the server lost, and the edit that waits";
  EXPECT_EQ(town.second.value(visit, "living"), "\"认真\"") << "and is shown";
  for (auto* device : {&town.helper, &town.office, &town.second, &town.helper}) device->sync();
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想爸爸\"");
    EXPECT_EQ(device->value(visit, "living"), "\"认真\"");
  }
  town.expect_quiet();
}

// Of a clash one side comes back by itself and the other is put back, or both are: it is a clash again, and the danger
// sign shows.
// Whatever the server has of it, nobody is sent it: it stays on the list.
TEST(Restore, WhatWaitedForTheOfficeWaitsAgain) {
  Township town;
  town.end_pairing();
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  town.helper.sync();
  town.office.sync();
  ASSERT_EQ(town.attention(town.office).size(), 1U);
  town.world.put_back(backup);
  town.helper.sync();  // not new: it has a receipt
  town.office.sync();
  const auto held = town.attention(town.office);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].state, "held");
  ASSERT_TRUE(town.office.client().decide(held[0].id, true, "").ok());
  for (auto* device : {&town.office, &town.helper, &town.second}) device->sync();
  EXPECT_EQ(town.second.value(visit, "mind"), "\"想妈妈\"");
  EXPECT_TRUE(town.attention(town.helper).empty());
}

TEST(Restore, ADeviceThatEnrolledAfterTheBackupIsLetInAgain) {
  Township town;
  const auto backup = town.world.copy();
  Device late(town.world, town.world.invite("helper", "覃小妹"));
  const Identity before = *late.client().identity();
  town.office.add("pairing", {{"child", town.child.uuid()}, {"helper", before.person.uuid()}, {"role", "volunteer"}});
  town.office.sync();
  late.sync();
  const Id sent = town.visit(late, "送过的");
  late.sync();
  const Id fresh = town.visit(late, "没送过的");
  town.world.put_back(backup);
  Device other(town.world, town.world.invite("helper", "后来的人"));
  ASSERT_EQ(other.client().identity()->device, before.device) << "its number was given to another";
  town.office.sync();
  late.wire.fates = {Fate::kGood, Fate::kLoseAnswer};
  EXPECT_FALSE(late.try_sync().ok());
  late.sync();
  EXPECT_NE(late.client().identity()->device, before.device);
  EXPECT_EQ(late.client().identity()->person, before.person);
  town.office.sync();
  EXPECT_EQ(town.office.value(sent, "mind"), "\"送过的\"");
  EXPECT_EQ(town.office.value(fresh, "mind"), "\"没送过的\"");
  EXPECT_EQ(town.office.value(before.person, "name"), "\"覃小妹\"");
  EXPECT_EQ(late.client().status()->unsent, 0U);
  other.sync();
}

// A form that was opened before: what it saw, the server had lost meanwhile, and had again before it was saved. Its
// value alone stands on the server, moved last by its own device, and so is left out of the pull.
TEST(Restore, WhatAFormOpenedBeforeOverwritesIsGoneThereToo) {
  Township town;
  town.set(town.helper, town.child, "remark", "R1");
  town.helper.sync();
  town.office.sync();
  const auto backup = town.world.copy();
  town.set(town.office, town.child, "remark", "R2");
  town.office.sync();
  town.helper.sync();
  town.set(town.helper, town.child, "remark", "R3");
  town.helper.sync();
  auto form = town.helper.fill(town.child, {{"remark", "R4"}});
  ASSERT_TRUE(form.ok());
  town.world.put_back(backup);
  town.second.sync();
  town.helper.sync();
  EXPECT_EQ(town.helper.client().clashes()->size(), 1U) << "R1 and R3, while R2 is missing";
  town.office.sync();
  ASSERT_TRUE(town.helper.client().save({*std::move(form)}).ok());
  town.helper.sync();
  for (auto* device : {&town.helper, &town.office, &town.second}) {
    device->sync();
    EXPECT_EQ(device->value(town.child, "remark"), "\"R4\"");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
  town.expect_quiet();
}

// An edit that awaited its record, let go of; after the next restore the record is there first.
TEST(Restore, WhatWasLetGoOfIsNotTakenThoughItsRecordIsThere) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.second, "在校");
  for (auto* device : {&town.second, &town.helper}) device->sync();
  town.world.put_back(backup);
  town.office.sync();
  town.set(town.helper, visit, "mind", "写错了");
  town.helper.sync();
  const auto waits = town.attention(town.helper);
  ASSERT_EQ(waits.size(), 2U) << "the edit, and the visit that it awaits";
  for (const Attention& item : waits) {
    if (item.state == "lost") continue;
    EXPECT_EQ(item.state, "awaiting");
    ASSERT_TRUE(town.helper.client().let_go(item.id).ok());
  }
  town.helper.sync();
  for (int restored = 0; restored < 2; ++restored) {
    for (auto* device : {&town.office, &town.second, &town.helper, &town.office, &town.second}) device->sync();
    for (auto* device : {&town.office, &town.second, &town.helper}) {
      EXPECT_EQ(device->value(visit, "mind"), "\"在校\"");
    }
    town.expect_quiet();
    town.world.put_back(backup);
  }
}

TEST(Restore, AnotherOrganisationsServerDoesNotLetItIn) {
  Township town;
  World elsewhere(2);
  Wire wire(elsewhere);
  const auto refused = town.helper.client().sync(wire, [](std::int64_t) { return true; }, 1000, nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnauthenticated);
}

}  // namespace
}  // namespace xinqiao::testing
