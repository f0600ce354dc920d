// Goal: what waits for an office is replaced and withdrawn by its author as anything else is, and a decision on it
// brings nothing back. Method: as decide_test.
#include "e2e/decide_town.h"
#include "merge/standing.h"

namespace xinqiao::testing {
namespace {

using Township = DecideTown;

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

// Accepted with what it waited behind, it waited behind its record's creation too, which its author then wrote anew.
TEST(Decide, WhatWasAcceptedTooEarlyIsSeenUntilItsRecordIsThere) {
  Unpaired town;
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "R1"}}).ok());
  const Id visit = town.visit("想妈妈");
  auto child = town.helper.fill(town.child, {{"home_address", "坡上"}});
  auto edit = town.helper.fill(visit, {{"mind", "很想妈妈"}});
  ASSERT_TRUE(child.ok() && edit.ok());
  ASSERT_TRUE(town.helper.client().save({*std::move(child), *std::move(edit)}).ok());
  town.helper.sync();
  for (const Attention& item : town.held(town.office)) {
    if (item.record != town.child) continue;
    ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
  }
  town.office.sync();
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "想妈妈了"}}).ok());
  town.helper.sync();
  const auto waits = town.held(town.office);
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_TRUE(std::ranges::any_of(waits, [](const Attention& item) { return item.state == "awaiting"; }));
  for (const Attention& item : waits) {
    if (item.state == "awaiting") continue;
    ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
  }
  for (auto* device : {&town.office, &town.helper, &town.second}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(town.child, "home_address"), "\"坡上\"");
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈了\"");
    EXPECT_TRUE(town.attention(*device).empty());
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

// What its author has written anew they need not look at on whatever phone, also while that waits itself.
TEST(Decide, WhatIsSentBackIsReplacedByWhatAwaitsItsRecordToo) {
  Township town;
  const std::string backup = town.world.copy();
  Device third(town.world, town.world.invite("office", "覃镇长"));
  const Id visit = town.office.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  for (auto* device : {&town.office, &town.second, &third}) device->sync();
  const std::string phone = town.second.back_up();
  ASSERT_TRUE(town.second.remove(visit).ok());
  town.world.put_back(backup);
  ASSERT_TRUE(town.second.set(visit, {{"mind", "很想妈妈"}}).ok());
  town.second.sync();
  for (const Attention& item : town.held(third)) {
    if (!item.changes.front().deletes) continue;
    ASSERT_TRUE(third.client().decide(item.id, false, "请写明").ok());
  }
  third.sync();
  town.second.put_back(phone);
  for (int round = 0; round < 3; ++round) town.second.sync();
  std::size_t waiting = 0;
  for (const Attention& item : town.attention(town.second)) {
    EXPECT_NE(item.state, "elsewhere") << "what was sent back";
    if (item.state == "awaiting" || item.state == "elsewhere-awaiting") ++waiting;
  }
  EXPECT_EQ(waiting, 1U);
}

// Two visits that were saved together, of which its author then deletes one: that waits with them.
struct TwoVisits : Township {
  std::string backup = world.copy();
  Id wrong;
  Id other;

  TwoVisits() {
    const auto saved = helper.client().save({filled("写错了孩子"), filled("胳膊有伤")});
    EXPECT_TRUE(saved.ok());
    wrong = saved->ids.at(0);
    other = saved->ids.at(1);
    helper.sync();
    EXPECT_TRUE(helper.remove(wrong).ok());
    helper.sync();
  }
  Edit filled(const std::string& mind) const {
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

}  // namespace
}  // namespace xinqiao::testing
