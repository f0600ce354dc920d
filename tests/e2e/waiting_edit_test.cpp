// Goal: whoever edits again what waits for the office loses neither: no form shows what waits, so nothing written
// through one takes its place. Method: a helper whose pairing has ended edits a check-in twice.
#include <algorithm>

#include "e2e/helper_town.h"

namespace xinqiao::testing {
namespace {

struct Town : CheckTown {
  void accept_all() {
    for (const Attention& item : office.attention()) ASSERT_TRUE(office.client().decide(item.id, true, "").ok());
    sync();
  }
  // Both are there, for both to see.
  void expect_clash(std::string_view one, std::string_view other) {
    for (auto* device : {&office, &helper}) {
      const auto clashes = *device->client().clashes();
      ASSERT_EQ(clashes.size(), 1U);
      ASSERT_EQ(clashes[0].values.size(), 2U);
      for (const auto text : {one, other}) {
        EXPECT_TRUE(std::ranges::any_of(clashes[0].values, [&](const ClashValue& each) {
          return each.value.contains(text);
        })) << text;
      }
    }
  }
};

TEST(WaitingEdit, WhatNoFormShowedIsNotOverwritten) {
  Town town;
  town.lose_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在家；胳膊有伤，哭了"}}).ok());
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在家；下周再来"}}).ok()) << "the form showed 在家";
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  EXPECT_EQ(town.office.attention()[0].behind.size(), 1U);
  town.accept_all();
  town.expect_clash("胳膊有伤", "下周再来");
}

// A form that was open before.
TEST(WaitingEdit, AGraverSignThatWaitsIsNotLowered) {
  Town town;
  town.lose_scope();
  const Edit open = *town.helper.fill(town.check, {{"result", "needs_attention"}});
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "urgent"}}).ok());
  town.sync();
  ASSERT_TRUE(town.helper.client().save({open}).ok());
  town.sync();
  town.accept_all();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_NE(device->value(town.check, "result").find("urgent"), std::string::npos);
    EXPECT_EQ(device->client().clashes()->size(), 1U);
  }
}

// A page of October's, entered after something newer of the same field came to wait.
TEST(WaitingEdit, AnImportTakesNothingsPlace) {
  Town town;
  town.edit_out_of_scope();
  Edit old = *town.helper.fill(town.check, {{"note", "旧的一页"}});
  old.as_given = true;
  old.entered_ms = town.world.clock.wall_ms() - 1000;
  ASSERT_TRUE(town.helper.client().save({old}, {.skip_equal = true}).ok());
  town.sync();
  town.accept_all();
  EXPECT_TRUE(std::ranges::any_of(*town.office.client().history(town.check),
                                  [](const HistoryLine& line) { return line.value.contains("不在家"); }));
}

TEST(WaitingEdit, OfSomeoneWhoIsPairedAgainTheSecondWaitsBehindTheFirst) {
  Town town;
  town.edit_out_of_scope();
  town.pair();
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  town.accept_all();
  town.expect_clash("不在家", "在外婆家");
}

// The phone is told of nothing but its own verdicts any more.
TEST(WaitingEdit, ALateAcceptanceOfWhatWasMendedLeavesTheLatest) {
  Town town;
  Device second(town.world, town.world.invite("office", "王主任"));
  town.edit_out_of_scope();
  second.sync();
  const Id first = second.attention().at(0).id;
  town.return_it();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.helper.sync();
  town.office.sync();
  town.accept_all();
  ASSERT_TRUE(second.client().decide(first, true, "").ok()) << "it has not heard of any of this";
  second.sync();
  town.sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(town.check, "note"), "\"在外婆家\"");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "回来了"}}).ok());
  town.sync();
  town.accept_all();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(town.check, "note"), "\"回来了\"");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

// Behind a record that waits two things were saved together, and the record is written anew: they wait for it.
TEST(WaitingEdit, WhatWasSavedBehindWhatIsWrittenAnewComesInAfterIt) {
  Town town;
  const Id other = town.office.add("child", {{"name", "石大山"}});
  town.helper.sync();
  town.pair();
  town.sync();
  const Id new_one = town.helper.add("check_in", {{"child", other.uuid()}, {"result", "well"}});
  ASSERT_TRUE(town.helper.client()
                  .save({*town.helper.fill(new_one, {{"note", "胳膊有伤"}}),
                         *town.helper.fill(town.check, {{"note", "不在家"}})})
                  .ok());
  town.sync();
  ASSERT_TRUE(town.helper.set(new_one, {{"result", "urgent"}}).ok()) << "says all of it anew";
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 2U);
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在家\"");
  for (int round = 0; round < 2; ++round) {
    for (const Attention& item : town.office.attention()) {
      const bool held = item.state == "held";
      EXPECT_EQ(town.office.client().decide(item.id, true, "").ok(), held) << "the other awaits its record";
    }
    town.sync();
  }
  EXPECT_EQ(town.office.value(new_one, "note"), "\"胳膊有伤\"");
  EXPECT_EQ(town.office.value(town.check, "note"), "\"不在家\"");
  for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
}

// A record that was out of the author's scope already when the server was restored, and was begun after the backup.
TEST(WaitingEdit, ARestoredServerTakesNoRecordOutOfItsAuthorsHands) {
  Town town;
  const auto backup = town.world.copy();
  town.edit_out_of_scope();
  town.world.put_back(backup);
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&town.office, &town.helper}) device->sync();
  }
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"在家\"") << "what it held it still holds";
  EXPECT_EQ(town.helper.attention().size(), 1U) << "its own edit alone";
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "urgent"}}).ok());
  town.sync();
  town.accept_all();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(town.check, "note"), "\"不在家\"");
    EXPECT_NE(device->value(town.check, "result").find("urgent"), std::string::npos);
    EXPECT_TRUE(device->attention().empty());
  }
}

// Of a record that waits for the office, an edit saved with something else awaits the record once its creation was
// written anew: what is to be done about it is said of the creation.
TEST(WaitingEdit, WhatTheOfficeDecidesGoesBeforeWhatAwaitsIt) {
  Town town;
  town.lose_scope();
  const Id other = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "一"}});
  const auto child = town.helper.fill(town.child, {{"home_address", "坡上"}});
  const auto visit = town.helper.fill(other, {{"mind", "很想妈妈"}});
  ASSERT_TRUE(town.helper.client().save({*visit, *child}).ok());
  town.helper.sync();
  ASSERT_TRUE(town.helper.set(other, {{"mind", "好一点了"}}).ok());
  for (int i = 0; i < 2; ++i) town.helper.sync();
  const auto listed = town.helper.attention();
  const auto of_visit = std::ranges::find(listed, other, &Attention::record);
  ASSERT_NE(of_visit, listed.end());
  EXPECT_EQ(of_visit->state, "quarantined");
  EXPECT_EQ(of_visit->behind.size(), 1U);
}

}  // namespace
}  // namespace xinqiao::testing
