// Goal: what the server did not take is decided by an office or mended by its author, and no device sees half of it.
// Method: an office, a helper without a pairing, a network that loses answers, a restored server.
#include "e2e/world.h"
#include "merge/standing.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
  Device helper{world, world.invite("helper", "李秀英")};
  Id child;

  Township() {
    child = office.add("child", {{"name", "韦小燕"}});
    office.sync();
    helper.sync();
  }
  Id visit(const std::string& mind) {
    return helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", mind}});
  }
  std::vector<Attention> attention(Device& device) {
    auto list = device.client().attention(100);
    EXPECT_TRUE(list.ok());
    return *list;
  }
  // What waits for the office, once it has synced.
  std::vector<Attention> held(Device& device) {
    device.sync();
    return attention(device);
  }
  void pair() {
    office.add("pairing",
               {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    office.sync();
  }
  std::uint64_t needs_attention(Device& device) { return device.client().status()->needs_attention; }
};

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

// A helper whose pairing has ended without their knowing.
struct Unpaired : Township {
  Unpaired() {
    EXPECT_TRUE(office.set(child, {{"remark", "原来的"}, {"risk_level", "urgent"}}).ok());
    const Id pairing = office.add(
        "pairing",
        {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    office.sync();
    helper.sync();
    EXPECT_TRUE(office.remove(pairing).ok());
    office.sync();
  }
  void accept_all() {
    for (const Attention& item : held(office)) EXPECT_TRUE(office.client().decide(item.id, true, "").ok());
    office.sync();
    helper.sync();
    second.sync();
  }
};

TEST(Decide, WhatAnAuthorReplacedOnTheirScreenIsNoClashThoughADraftBetweenWasNeverTaken) {
  Unpaired town;
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "稿一"}}).ok());
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "稿二"}}).ok());
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "稿三"}}).ok());
  ASSERT_TRUE(town.helper.set(town.child, {{"risk_level", "medium"}}).ok());
  ASSERT_TRUE(town.helper.set(town.child, {{"risk_level", "low"}}).ok());
  town.helper.sync();
  town.accept_all();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_TRUE(device->client().clashes()->empty());
    EXPECT_EQ(device->value(town.child, "remark"), "\"稿三\"");
    EXPECT_EQ(device->value(town.child, "risk_level"), "\"low\"") << "whoever lowered it had seen that it was urgent";
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Decide, AnEditOfADraftThatWasHeldWithOthersOfItsSaveIsNoClashEither) {
  Township town;
  town.pair();
  ASSERT_TRUE(town.office.set(town.child, {{"remark", "原来的"}}).ok());
  const Id stranger = town.office.add("child", {{"name", "覃大山"}});
  town.office.sync();
  town.helper.sync();
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "零稿"}}).ok());
  Edit visit;
  visit.draft.kind = schema::find_kind("visit")->number;
  visit.create = true;
  visit.set = *text::parse(*schema::find_kind("visit")->message,
                           std::vector<text::Assignment>{{"child", stranger.uuid()}, {"kind", "talk"}}, {}, nullptr);
  Edit remark;
  remark.draft = *town.helper.client().open_draft(town.child);
  remark.set = *text::parse(*schema::find_kind("child")->message, std::vector<text::Assignment>{{"remark", "一稿"}}, {},
                            nullptr);
  ASSERT_TRUE(town.helper.client().save({visit, remark}).ok());
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "二稿"}}).ok());
  const auto report = town.helper.sync();
  EXPECT_EQ(report.clashed, 0U);
  EXPECT_EQ(report.quarantined, 3U);
  EXPECT_EQ(report.accepted, 1U);
  ASSERT_EQ(town.held(town.office).size(), 1U);
  EXPECT_EQ(town.held(town.office)[0].behind.size(), 1U) << "what was saved together is decided together";
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, true, "").ok());
  town.office.sync();
  EXPECT_TRUE(town.office.client().clashes()->empty());
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"二稿\"");
}

TEST(Decide, ADeletionBehindADraftThatWasHeldHidesWhatTheDraftHadSeen) {
  Unpaired town;
  const Id visit = town.office.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "甲"}});
  const Id pairing = town.office.add("pairing", {{"child", town.child.uuid()},
                                                 {"helper", town.helper.client().identity()->person.uuid()},
                                                 {"role", "volunteer"}});
  town.office.sync();
  town.helper.sync();
  ASSERT_TRUE(town.office.remove(pairing).ok());
  town.office.sync();
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "乙"}}).ok());
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.helper.sync();
  town.accept_all();
  EXPECT_TRUE(town.office.client().clashes()->empty());
  EXPECT_EQ(town.office.count("visit"), 0U);
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

// Two visits that were saved together, of which its author then deletes one: that waits with them.
struct TwoVisits : Township {
  std::string backup = world.copy();
  Id wrong;
  Id other;

  TwoVisits() {
    const auto saved = helper.client().save({visit("写错了孩子"), visit("胳膊有伤")});
    EXPECT_TRUE(saved.ok());
    wrong = saved->ids.at(0);
    other = saved->ids.at(1);
    helper.sync();
    EXPECT_TRUE(helper.remove(wrong).ok());
    helper.sync();
  }
  Edit visit(const std::string& mind) {
    const schema::Kind& kind = *schema::find_kind("visit");
    const std::vector<text::Assignment> fields{{"child", child.uuid()}, {"kind", "talk"}, {"mind", mind}};
    Edit edit;
    edit.draft.kind = kind.number;
    edit.create = true;
    edit.set = *text::parse(*kind.message, fields, {}, nullptr);
    return edit;
  }
  void expect_the_other_alone() {
    for (auto* device : {&office, &second, &helper}) {
      EXPECT_EQ(device->count("visit"), 1U);
      EXPECT_EQ(device->value(other, "mind"), "\"胳膊有伤\"");
      EXPECT_TRUE(attention(*device).empty());
      EXPECT_TRUE(device->client().clashes()->empty());
    }
    EXPECT_EQ(office.digest(), second.digest());
  }
};

TEST(Decide, AnAcceptanceDoesNotBringBackWhatItsAuthorWithdrew) {
  TwoVisits town;
  ASSERT_EQ(town.held(town.office).size(), 1U);
  EXPECT_EQ(town.held(town.office)[0].behind.size(), 1U);
  ASSERT_TRUE(town.office.client().decide(town.held(town.office)[0].id, true, "").ok());
  EXPECT_TRUE(town.attention(town.office).empty()) << "decided here";
  for (auto* device : {&town.office, &town.helper, &town.second}) device->sync();
  town.expect_the_other_alone();
}

TEST(Decide, NorDoesARestoreInWhateverOrderTheyComeBack) {
  for (const bool heard : {false, true}) {
    for (const bool office_first : {false, true}) {
      SCOPED_TRACE(std::to_string(heard) + std::to_string(office_first));
      TwoVisits town;
      ASSERT_TRUE(town.office.client().decide(town.held(town.office).at(0).id, true, "").ok());
      town.office.sync();
      if (heard) town.helper.sync();
      town.world.put_back(town.backup);
      if (office_first) town.office.sync();
      for (auto* device : {&town.helper, &town.office, &town.helper, &town.second, &town.office}) device->sync();
      town.expect_the_other_alone();
    }
  }
}

// Sent back, each is its author's to mend or to take back by itself.
TEST(Decide, WhatWasWithdrawnIsTakenBackOnceTheRestIsReturned) {
  TwoVisits town;
  ASSERT_TRUE(town.office.client().decide(town.held(town.office).at(0).id, false, "请写明日期").ok());
  town.office.sync();
  town.helper.sync();
  ASSERT_EQ(town.attention(town.helper).size(), 1U);
  EXPECT_EQ(town.attention(town.helper)[0].record, town.other);
  town.pair();
  ASSERT_TRUE(town.helper.set(town.other, {{"mind", "胳膊有伤"}, {"living", "十一月二十日"}}).ok());
  for (auto* device : {&town.helper, &town.office, &town.second, &town.helper}) device->sync();
  town.expect_the_other_alone();
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
