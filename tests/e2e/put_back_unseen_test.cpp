// Goal: nothing is hidden, overwritten or let go of that the person who puts back or lets go was not shown, and nothing
// older is put over what is newer. Method: as put_back_test.
#include "e2e/restore_town.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao::testing {
namespace {

struct Township : RestoreTown {
  std::string backup = world.copy();
  Device third{world, world.invite("office", "石老师")};

  Township() { third.sync(); }
  void all_sync() {
    for (int i = 0; i < 2; ++i) {
      for (auto* device : {&helper, &second, &office, &third}) device->sync();
    }
  }
  void make_backup() {
    all_sync();
    backup = world.copy();
  }
  // The office alone is here.
  void lose() {
    world.put_back(backup);
    office.sync();
  }
  // The office has pulled what is lost then.
  void write_and_lose(Device& author, const Id& record, const char* field, const std::string& value) {
    set(author, record, field, value);
    for (auto* device : {&author, &office}) device->sync();
    lose();
  }
  void decide(Device& device, bool deletes) {
    world.clock.advance(1000);
    take_deletion(device, deletes);
    device.sync();
  }
  // One deleted a visit while another wrote on it; then everybody knows, and so does the backup.
  Id visit_in_a_deletion_clash() {
    const Id id = visit(helper, "一");
    all_sync();
    EXPECT_TRUE(second.remove(id).ok());
    set(helper, id, "living", "跟外婆住");
    make_backup();
    return id;
  }
};

TEST(PutBackUnseen, WhatStoodBesideALostDeletionIsListedThoughAnOlderDeletionHidesIt) {
  Township town;
  const Id visit = town.visit(town.helper, "一");
  town.helper.sync();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.make_backup();
  town.set(town.helper, visit, "mind", "二");
  town.all_sync();
  ASSERT_TRUE(town.second.remove(visit).ok());
  town.set(town.helper, visit, "mind", "三");
  town.all_sync();
  ASSERT_EQ(town.clashes(town.office), 1U);
  town.lose();
  EXPECT_EQ(town.office.count("visit"), 0U);
  ASSERT_EQ(town.office.attention().size(), 1U);
  town.put_back_listed();
  EXPECT_EQ(town.office.value(visit, "mind"), "\"三\"");
  EXPECT_EQ(town.clashes(town.office), 1U);
}

TEST(PutBackUnseen, AnOlderDeletionDoesNotUndoANewerDecision) {
  Township town;
  town.visit_in_a_deletion_clash();
  town.decide(town.second, true);
  town.office.sync();
  town.world.put_back(town.backup);
  town.third.sync();
  town.decide(town.third, false);
  town.office.sync();
  EXPECT_EQ(town.put_back_listed().written, 0U);
  for (auto* device : {&town.office, &town.third}) {
    device->sync();
    EXPECT_EQ(device->count("visit"), 1U);
  }
}

TEST(PutBackUnseen, AnOlderBringingBackDoesNotUndoANewerDeletion) {
  Township town;
  const Id visit = town.visit_in_a_deletion_clash();
  town.decide(town.second, false);
  town.office.sync();
  town.world.put_back(town.backup);
  town.third.sync();
  town.decide(town.third, true);
  town.set(town.helper, visit, "health", "咳嗽");
  for (auto* device : {&town.helper, &town.office}) device->sync();
  ASSERT_EQ(town.clashes(town.office), 1U);
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 1U) << "the deletion, and what was written beside it";
}

TEST(PutBackUnseen, WhatCameAfterTheListStandsBesideIt) {
  Township town;
  town.make_backup();
  town.set(town.helper, town.child, "remark", "由姑姑照看");  // not sent yet
  town.write_and_lose(town.second, town.child, "remark", "由外婆照看");
  ASSERT_EQ(town.office.attention().size(), 1U);
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 1U) << "neither author had seen the other";
}

TEST(PutBackUnseen, WhatThePersonWroteThemselvesGivesWay) {
  Township town;
  town.make_backup();
  town.set(town.office, town.child, "remark", "由姑姑照看");
  town.all_sync();
  town.write_and_lose(town.second, town.child, "remark", "由外婆照看");
  EXPECT_EQ(town.put_back_listed().written, 1U);
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"由外婆照看\"");
  EXPECT_EQ(town.clashes(town.office), 0U);
}

TEST(PutBackUnseen, WhatIsLetGoIsWhatWasListed) {
  Township town;
  town.make_backup();
  town.write_and_lose(town.second, town.child, "remark", "由外婆照看");
  ASSERT_EQ(town.office.attention().size(), 1U);
  town.write_and_lose(town.third, town.child, "home_address", "三组");
  ASSERT_TRUE(town.office.client().let_go(town.child).ok());
  EXPECT_EQ(town.office.client().let_go(town.child).error().code, ErrorCode::kRefused) << "not shown yet";
  const auto left = town.office.attention();
  ASSERT_EQ(left.size(), 1U);
  ASSERT_EQ(left[0].changes.size(), 1U);
  EXPECT_TRUE(
      left[0].changes[0].set.contains(schema::find_kind(schema::kChildKind)->message->find("home_address")->number));
  ASSERT_TRUE(town.office.client().let_go(town.child).ok());
  EXPECT_TRUE(town.office.attention().empty());
}

// An older value says the same, until somebody else's overwrites it who had not seen the newer.
TEST(PutBackUnseen, AnEqualOlderValueTakesTheNewerOffTheListOnlyWhileItStands) {
  Township town;
  town.set(town.second, town.child, "remark", "由外婆照看");
  town.make_backup();
  town.set(town.second, town.child, "remark", "由姑姑照看");
  town.second.sync();
  town.helper.sync();
  town.write_and_lose(town.helper, town.child, "remark", "由外婆照看");
  EXPECT_TRUE(town.office.attention().empty());
  for (auto* device : {&town.second, &town.office}) device->sync();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"由姑姑照看\"");
  EXPECT_EQ(town.office.attention().size(), 1U);
}

TEST(PutBackUnseen, EachValueIsAsOldAsItWas) {
  Township town;
  town.make_backup();
  town.set(town.second, town.child, "remark", "由姑姑照看");
  town.second.sync();
  town.set(town.helper, town.child, "remark", "由外婆照看");  // later, and not sent yet
  town.write_and_lose(town.second, town.child, "home_address", "三组");
  EXPECT_EQ(town.put_back_listed().written, 2U);
  for (auto* device : {&town.helper, &town.office}) device->sync();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"由外婆照看\"");
  EXPECT_EQ(town.clashes(town.office), 1U);
}

// So it is of a record that the server has nothing of any more.
TEST(PutBackUnseen, WhatBeginsARecordIsAsOldAsItWas) {
  Township town;
  town.make_backup();
  const Id visit = town.visit(town.helper, "一");
  for (auto* device : {&town.helper, &town.second}) device->sync();
  town.set(town.helper, visit, "mind", "二");  // not sent yet
  town.write_and_lose(town.second, visit, "kind", "home_visit");
  EXPECT_EQ(town.put_back_listed().written, 2U);
  for (auto* device : {&town.helper, &town.office}) device->sync();
  EXPECT_EQ(town.office.value(visit, "mind"), "\"二\"");
  EXPECT_EQ(town.office.value(visit, "kind"), "\"home_visit\"");
}

// Two changes, and the power may go between them.
TEST(PutBackUnseen, AConfidentialConcernIsSoFromItsFirstChangeOn) {
  Township town;
  town.make_backup();
  const Id concern =
      town.third.add("concern", {{"child", town.child.uuid()}, {"kind", "safety"}, {"what", "晚上一个人"}});
  for (auto* device : {&town.third, &town.second}) device->sync();
  town.write_and_lose(town.second, concern, "confidential", "true");
  EXPECT_EQ(town.put_back_listed().written, 1U);
  town.helper.sync();
  EXPECT_FALSE(town.helper.holds(concern));
}

// Two who never heard of each other: what was put back is its author's still.
TEST(PutBackUnseen, WhatWasPutBackBeforeIsNotTheOneWhoDidItsToGiveUp) {
  Township town;
  const Id check = town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "needs_attention"}});
  town.make_backup();
  town.write_and_lose(town.helper, check, "result", "urgent");
  town.write_and_lose(town.second, check, "result", "well");
  town.second.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  for (int i = 0; i < 2; ++i) town.put_back_listed();
  EXPECT_NE(town.office.value(check, "result").find("urgent"), std::string::npos);
  EXPECT_EQ(town.clashes(town.office), 1U);
}

TEST(PutBackUnseen, AnOwnEditBesideALostDeletionShowsWhatTheServerHasNothingOf) {
  Township town;
  town.make_backup();
  const Id visit = town.visit(town.helper, "一");
  town.all_sync();
  town.set(town.office, visit, "mind", "二");  // not sent yet
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.helper.sync();
  town.office.sync();
  town.world.put_back(town.backup);
  town.office.sync();
  EXPECT_EQ(town.office.attention().size(), 1U);
  town.put_back_listed();
  town.office.sync();
  EXPECT_EQ(town.office.value(visit, "mind"), "\"二\"");
}

// The clock of whoever overwrote it was behind.
TEST(PutBackUnseen, WhatTheBackupHasGivesWayThoughItsClockWasAhead) {
  Township town;
  town.world.clock.advance(60 * 60 * 1000);
  town.set(town.second, town.child, "remark", "由姑姑照看");
  town.make_backup();
  town.world.clock.advance(-60 * 60 * 1000);
  town.write_and_lose(town.third, town.child, "remark", "由外婆照看");
  EXPECT_EQ(town.put_back_listed().written, 1U);
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"由外婆照看\"");
  EXPECT_EQ(town.clashes(town.office), 0U);
}

// Its own author's clock was ahead.
TEST(PutBackUnseen, AnOwnValueThatWasOverwrittenIsNotNewer) {
  Township town;
  town.make_backup();
  town.world.clock.advance(30'000);
  town.set(town.office, town.child, "remark", "由姑姑照看");
  town.all_sync();
  town.world.clock.advance(-20'000);
  town.write_and_lose(town.third, town.child, "remark", "由外婆照看");
  EXPECT_EQ(town.put_back_listed().written, 1U);
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"由外婆照看\"");
  EXPECT_EQ(town.clashes(town.office), 0U);
}

// What a record cannot be without is newer here, or said here too, and waits for the record.
TEST(PutBackUnseen, ARecordBeginsWholeThoughAnOwnEditOfItWaits) {
  for (const bool same : {false, true}) {
    Township town;
    town.make_backup();
    const Id visit = town.visit(town.helper, "一");
    for (auto* device : {&town.helper, &town.office, &town.second}) device->sync();
    if (same) {
      town.set(town.second, visit, "kind", "home_visit");
      town.second.sync();
    }
    town.set(town.office, visit, "kind", "home_visit");
    if (same) town.office.sync();
    town.lose();
    ASSERT_TRUE(town.office.client().put_back(visit).ok());
    for (int i = 0; i < 2; ++i) town.office.sync();
    EXPECT_TRUE(town.office.attention().empty());
    town.third.sync();
    EXPECT_EQ(town.third.value(visit, "kind"), "\"home_visit\"");
    EXPECT_EQ(town.third.value(visit, "mind"), "\"一\"");
    EXPECT_EQ(town.clashes(town.third), same ? 0U : 1U) << "what was entered first is there too";
  }
}

TEST(PutBackUnseen, ADamagedRowTakesNothingElseWithIt) {
  Township town;
  town.make_backup();
  town.set(town.second, town.child, "remark", "由外婆照看");
  town.visit(town.second, "一");
  for (auto* device : {&town.second, &town.office}) device->sync();
  town.lose();
  ASSERT_EQ(town.office.attention().size(), 2U);
  town.office.in_file([](sqlite::Connection& file) {
    ASSERT_TRUE(file.exec("UPDATE lost SET state = zeroblob(64), together = zeroblob(64) "
                          "WHERE no = (SELECT min(no) FROM lost)")
                    .ok());
  });
  ASSERT_FALSE(town.office.attention().empty());
  town.set(town.third, town.child, "home_address", "三组");
  for (auto* device : {&town.third, &town.office}) device->sync();
  EXPECT_EQ(town.office.value(town.child, "home_address"), "\"三组\"");
  town.lose();
  for (auto* device : {&town.second, &town.third, &town.office}) device->sync();
  EXPECT_TRUE(town.office.attention().empty()) << "its author has brought it";
}

}  // namespace
}  // namespace xinqiao::testing
