// Goal: what the server did not take is decided by an office or mended by its author, and no device sees half of it.
// Method: an office, a helper without a pairing, a network that loses answers, a restored server.
#include "e2e/decide_town.h"
#include "merge/standing.h"

namespace xinqiao::testing {
namespace {

using Township = DecideTown;

TEST(Decide, AcceptedItIsOnEveryDeviceAndNobodyNeedsToLook) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  const auto waiting = town.held(town.office);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].record, visit);
  EXPECT_EQ(waiting[0].id, town.attention(town.helper)[0].id) << "both speak of the same";
  EXPECT_EQ(town.needs_attention(town.office), 1U);
  ASSERT_TRUE(town.office.client().decide(waiting[0].id, true, "").ok());
  EXPECT_EQ(town.needs_attention(town.office), 0U) << "decided here, not sent yet";
  town.office.sync();
  town.helper.sync();
  town.second.sync();
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(town.needs_attention(*device), 0U);
  }
  EXPECT_EQ(town.helper.in_overlay(), 0U);
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Decide, WhatTheServerTellsOfItNobodyEdits) {
  Township town;
  town.visit("想妈妈");
  town.helper.sync();
  const auto waiting = town.held(town.office);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(town.office.set(waiting[0].id, {{"state", "replaced"}}).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.office.remove(waiting[0].id).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.held(town.office).size(), 1U);
}

TEST(Decide, AnAnswerThatIsLostIsHeardAgainAndARepeatDoesNothing) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, true, "").ok());
  town.office.sync();
  town.helper.wire.fates = {Fate::kLoseAnswer, Fate::kDouble};
  town.helper.sync();
  EXPECT_EQ(town.needs_attention(town.helper), 0U);
  town.helper.reopen();
  town.helper.sync();
  EXPECT_EQ(town.helper.value(visit, "mind"), "\"想妈妈\"");
  EXPECT_EQ(town.helper.in_overlay(), 0U);
}

TEST(Decide, ReturnedItSaysWhyAndIsMendedByAnEdit) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, false, "先结对再登记").ok());
  town.office.sync();
  town.helper.sync();
  auto list = town.attention(town.helper);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].state, "returned");
  EXPECT_NE(list[0].reason.find("先结对再登记"), std::string::npos);
  EXPECT_EQ(town.needs_attention(town.office), 0U);

  town.pair();
  town.helper.sync();
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "想妈妈，已通电话"}}).ok());
  EXPECT_TRUE(town.attention(town.helper).empty()) << "replaced: still in history, nothing to do";
  EXPECT_EQ(town.helper.client().history(visit)->front().state, "replaced");
  EXPECT_TRUE(town.helper.client().history(visit)->front().reason.contains("先结对再登记")) << "the words stay";
  town.helper.sync();
  town.office.sync();
  EXPECT_EQ(town.needs_attention(town.helper), 0U);
  EXPECT_EQ(town.office.value(visit, "mind"), "\"想妈妈，已通电话\"");
  EXPECT_EQ(town.office.value(visit, "kind"), "\"talk\"");
  ASSERT_TRUE(town.helper.set(visit, {{"health", "好"}}).ok());
  EXPECT_EQ(town.helper.sync().accepted, 1U) << "nothing holds it up";
}

TEST(Decide, WhatWaitsIsWrittenAnewWithoutTheOffice) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  town.pair();
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "好多了"}}).ok());
  EXPECT_EQ(town.helper.sync().accepted, 1U);
  EXPECT_TRUE(town.held(town.office).empty());
  EXPECT_EQ(town.office.value(visit, "mind"), "\"好多了\"");
}

TEST(Decide, LaterChangesOfTheRecordWaitAndFollowAndAllOthersFlow) {
  Township town;
  const Id mine = town.office.add("child", {{"name", "覃大山"}});
  town.office.add(
      "pairing",
      {{"child", mine.uuid()}, {"helper", town.helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  town.office.sync();
  town.helper.sync();
  const Id visit = town.visit("想妈妈");
  ASSERT_TRUE(town.helper.set(visit, {{"health", "咳嗽"}}).ok());
  const Id other = town.helper.add("visit", {{"child", mine.uuid()}, {"kind", "talk"}});
  const auto report = town.helper.sync();
  EXPECT_EQ(report.accepted, 1U);
  const auto waiting = town.held(town.office);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].behind.size(), 1U);
  EXPECT_TRUE(town.office.holds(other));
  ASSERT_TRUE(town.office.client().decide(waiting[0].id, true, "").ok());
  town.office.sync();
  town.helper.sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(visit, "health"), "\"咳嗽\"");
    EXPECT_EQ(town.needs_attention(*device), 0U);
  }
}

TEST(Decide, AServerRestoredToBeforeHearsTheDecisionFirst) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, true, "").ok());
  town.office.sync();
  town.helper.sync();
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.helper, &town.office, &town.helper}) device->sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(town.needs_attention(*device), 0U);
  }
}

TEST(Decide, AServerRestoredToBetweenReturnsItOnceMore) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  const auto backup = town.world.copy();
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, false, "重复登记").ok());
  town.office.sync();
  town.helper.sync();
  town.world.put_back(backup);
  for (auto* device : {&town.helper, &town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.attention(town.helper).front().state, "returned");
  EXPECT_FALSE(town.office.holds(visit));
  EXPECT_EQ(town.needs_attention(town.office), 0U);
}

// Another office was told that it waits, and never that it was accepted.
TEST(Decide, AfterARefillNoOfficeMissesWhatHasBeenAccepted) {
  for (const bool helper_first : {false, true}) {
    for (const bool heard : {false, true}) {
      Township town;
      const auto backup = town.world.copy();
      town.visit("想妈妈");
      town.helper.sync();
      town.second.sync();
      ASSERT_EQ(town.needs_attention(town.second), 1U);
      ASSERT_TRUE(town.office.client().decide(town.held(town.office).at(0).id, true, "").ok());
      town.office.sync();
      if (heard) town.helper.sync();
      town.world.put_back(backup);
      if (helper_first) town.helper.sync();
      for (auto* device : {&town.office, &town.helper, &town.second, &town.second}) device->sync();
      EXPECT_TRUE(town.attention(town.second).empty()) << "heard " << heard << ", helper first " << helper_first;
      EXPECT_EQ(town.second.count("visit"), 1U);
    }
  }
}

TEST(Decide, OnlyAnOfficeDecidesAndOnlyWhatIsThere) {
  Township town;
  town.visit("想妈妈");
  town.helper.sync();
  const auto id = town.held(town.office)[0].id;
  EXPECT_EQ(town.helper.client().decide(id, true, "").error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.office.client().decide(town.child, true, "").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(town.office.client().decide(id, false, " ").error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(town.office.client().decide(id, true, "").ok());
  town.office.sync();
  EXPECT_EQ(town.office.client().decide(id, false, "晚了").error().code, ErrorCode::kRefused);
}

TEST(Decide, TwoOfficesThatDecideDifferentlyAreNoClashAndTheAcceptStands) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  const auto id = town.held(town.office)[0].id;
  town.held(town.second);
  ASSERT_TRUE(town.office.client().decide(id, true, "").ok());
  town.world.clock.advance(1000);
  ASSERT_TRUE(town.second.client().decide(id, false, "重复登记").ok());
  EXPECT_EQ(town.office.sync().clashed, 0U);
  EXPECT_EQ(town.second.sync().clashed, 0U);
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    device->sync();
    EXPECT_TRUE(device->client().clashes()->empty());
    EXPECT_EQ(device->client().status()->clashes, 0U);
  }
  const auto decisions = town.office.client().list(schema::kDecisionKind, {}, {}, 10);
  ASSERT_EQ(decisions->records.size(), 1U);
  const Id decision = decisions->records[0].id;
  EXPECT_EQ(town.second.client().resolve(clash_id(decision, 2), {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(town.second.set(decision, {{"verdict", "return"}}).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.second.remove(decision).error().code, ErrorCode::kRefused);
  town.world.put_back(backup);
  for (int round = 0; round < 2; ++round) {
    for (auto* device : {&town.office, &town.second, &town.helper}) device->sync();
  }
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
  }
}

TEST(Decide, WhatWasAcceptedHereIsNotReturnedBeforeTheSync) {
  Township town;
  const Id visit = town.visit("想妈妈");
  town.helper.sync();
  const auto id = town.held(town.office)[0].id;
  ASSERT_TRUE(town.office.client().decide(id, true, "").ok());
  const auto again = town.office.client().decide(id, false, "重复登记");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kRefused);
  town.office.sync();
  town.helper.sync();
  EXPECT_EQ(town.helper.value(visit, "mind"), "\"想妈妈\"");
}

}  // namespace
}  // namespace xinqiao::testing
