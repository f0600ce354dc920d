// Goal: what is put back is what stood, in one go, clearings and deletions too; and when its authors come after all,
// what people have made of it since stands. Method: as put_back_test.
#include <set>

#include "e2e/restore_town.h"

namespace xinqiao::testing {
namespace {

struct Township : RestoreTown {
  std::string backup = world.copy();
  Id visit_in_the_backup() {
    const Id id = visit(helper, "一");
    for (auto* device : {&helper, &office, &second}) device->sync();
    backup = world.copy();
    return id;
  }
  // Everybody has what the helper and the second office wrote; then the server has not, and the office alone is here.
  void lose() {
    for (auto* device : {&helper, &second, &helper, &office}) device->sync();
    world.put_back(backup);
    office.sync();
  }
  void clear(Device& device, const char* field) {
    world.clock.advance(1000);
    Edit edit;
    edit.draft = *device.client().open_draft(child);
    edit.cleared = {schema::find_kind(schema::kChildKind)->message->find(field)->number};
    EXPECT_TRUE(device.client().save({std::move(edit)}).ok());
  }
  // One deletes it while another writes on it; then the first decides for that, the other against it.
  void decide_both_ways(const Id& visit) {
    ASSERT_TRUE(second.remove(visit).ok());
    set(helper, visit, "mind", "二");
    for (auto* device : {&helper, &second, &helper, &office}) device->sync();
    take_deletion(second, true);
    take_deletion(helper, false);
  }
  void expect_one_clash() {
    for (auto* device : {&office, &second, &helper}) EXPECT_EQ(clashes(*device), 1U);
    EXPECT_EQ(office.digest(), second.digest());
  }
  void authors_come() {
    for (auto* device : {&second, &helper, &office, &second, &helper}) device->sync();
  }
};

TEST(PutBackSince, AnEditOfItStands) {
  Township town;
  const Id visit = town.visit(town.helper, "甲");
  town.lose();
  town.put_back_listed();
  town.set(town.office, visit, "mind", "乙");
  town.office.sync();
  town.authors_come();
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"乙\"");
    EXPECT_EQ(town.clashes(*device), 0U);
  }
  town.expect_quiet();
}

TEST(PutBackSince, ADeletionOfItStands) {
  Township town;
  const Id visit = town.visit(town.helper, "甲");
  town.lose();
  town.put_back_listed();
  ASSERT_TRUE(town.office.remove(visit).ok());
  town.office.sync();
  town.authors_come();
  for (auto* device : {&town.office, &town.second, &town.helper}) EXPECT_EQ(device->count("visit"), 0U);
  town.expect_quiet();
}

TEST(PutBackSince, ADecisionOfItStandsAndNobodyIsAskedAgain) {
  Township town;
  Device third(town.world, town.world.invite("office", "石老师"));
  third.sync();
  town.backup = town.world.copy();
  town.set(town.helper, town.child, "lives_with", "外婆");
  town.set(town.second, town.child, "lives_with", "姑姑");
  third.sync();
  for (auto* device : {&town.helper, &town.second, &town.office, &third}) device->sync();
  town.world.put_back(town.backup);
  town.office.sync();
  town.put_back_listed();
  ASSERT_EQ(town.clashes(town.office), 1U);
  town.take(town.office, [](const Clash&) { return 0U; });
  town.office.sync();
  third.sync();
  EXPECT_TRUE(third.attention().empty());
  town.authors_come();
  for (auto* device : {&town.office, &town.second, &town.helper, &third}) EXPECT_EQ(town.clashes(*device), 0U);
  town.expect_quiet();
}

// Whichever of them stood; also where nothing stood before, or not even the record.
TEST(PutBackSince, AClashWithAClearingIsBackAtOnce) {
  for (const bool clearing_stands : {false, true}) {
    Township town;
    town.set(town.helper, town.child, "lives_with", "奶奶");
    for (auto* device : {&town.helper, &town.second}) device->sync();
    if (!clearing_stands) town.clear(town.helper, "lives_with");
    town.set(town.second, town.child, "lives_with", "姑姑");
    if (clearing_stands) town.clear(town.helper, "lives_with");
    town.lose();
    const std::string shown = clearing_stands ? "" : "\"姑姑\"";
    town.put_back_listed();
    EXPECT_EQ(town.clashes(town.office), 1U);
    EXPECT_EQ(town.office.value(town.child, "lives_with"), shown);
    town.authors_come();
    for (auto* device : {&town.office, &town.second, &town.helper}) {
      EXPECT_EQ(town.clashes(*device), 1U);
      EXPECT_EQ(device->value(town.child, "lives_with"), shown);
    }
    EXPECT_EQ(town.office.digest(), town.second.digest());
  }
}

// Its newer value came back first and was lost again, alone; its author comes no more.
TEST(PutBackSince, AClashStandsAgainAfterTwoRestores) {
  Township town;
  town.set(town.second, town.child, "remark", "由姑姑照看");
  town.set(town.helper, town.child, "remark", "由外婆照看");
  town.lose();
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(town.backup);
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  EXPECT_EQ(town.put_back_listed().written, 1U);
  town.second.sync();
  EXPECT_EQ(town.clashes(town.office), 1U);
  EXPECT_EQ(town.clashes(town.second), 1U);
}

TEST(PutBackSince, AClearingThatGivesWayIsSaidToBeKeptBack) {
  Township town;
  town.clear(town.helper, "remark");
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(town.backup);
  town.office.sync();
  town.set(town.second, town.child, "remark", "新的");
  town.second.sync();
  town.office.sync();
  const auto saved = town.put_back_listed();
  EXPECT_EQ(saved.written, 0U);
  EXPECT_EQ(saved.kept, 1U);
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"新的\"");
}

TEST(PutBackSince, WhatWasBroughtBackByAnEditIsBackWithIt) {
  Township town;
  const Id visit = town.visit(town.helper, "一");
  town.helper.sync();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.helper.sync();
  town.office.sync();
  town.backup = town.world.copy();
  town.set(town.helper, visit, "mind", "二");
  town.lose();
  EXPECT_EQ(town.office.count("visit"), 0U);
  town.put_back_listed();
  EXPECT_EQ(town.office.count("visit"), 1U);
  EXPECT_EQ(town.office.value(visit, "mind"), "\"二\"");
  town.authors_come();
  town.expect_quiet();
}

TEST(PutBackSince, OppositeDecisionsOnADeletionAreBackAtOnce) {
  Township town;
  const Id visit = town.visit_in_the_backup();
  town.decide_both_ways(visit);
  town.lose();
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 1U);
  town.authors_come();
  town.expect_one_clash();
}

// The same of a record that the server has nothing of any more.
TEST(PutBackSince, OppositeDecisionsOnWhatIsGoneAreBackWithItsValues) {
  Township town;
  const Id visit = town.visit(town.helper, "一");
  for (auto* device : {&town.helper, &town.office, &town.second}) device->sync();
  town.decide_both_ways(visit);
  town.lose();
  ASSERT_FALSE(town.office.attention().empty());
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 1U);
  EXPECT_EQ(town.office.value(visit, "mind"), "\"二\"");
  town.authors_come();
  town.expect_one_clash();
}

// Two who deleted it, of whom each had seen another value.
TEST(PutBackSince, DeletionsThatTogetherCoveredAllCoverAllAgain) {
  Township town;
  const Id visit = town.visit_in_the_backup();
  town.set(town.helper, visit, "mind", "二");
  town.helper.sync();
  ASSERT_TRUE(town.second.remove(visit).ok());
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.lose();
  town.put_back_listed();
  EXPECT_EQ(town.office.count("visit"), 0U);
  EXPECT_EQ(town.clashes(town.office), 0U);
  town.authors_come();
  for (auto* device : {&town.office, &town.second, &town.helper}) {
    EXPECT_EQ(device->count("visit"), 0U);
    EXPECT_EQ(town.clashes(*device), 0U);
  }
  town.expect_quiet();
}

// Whoever deleted it since had not seen that: it is listed, and stays deleted.
TEST(PutBackSince, WhatWasDeletedSinceItWasBroughtBackStaysDeleted) {
  Township town;
  const Id visit = town.visit(town.helper, "一");
  town.helper.sync();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  for (auto* device : {&town.helper, &town.office, &town.second}) device->sync();
  town.backup = town.world.copy();
  town.set(town.helper, visit, "mind", "二");
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(town.backup);
  town.office.sync();
  town.set(town.second, visit, "mind", "三");
  town.world.clock.advance(1000);
  ASSERT_TRUE(town.second.remove(visit).ok());
  town.second.sync();
  town.office.sync();
  EXPECT_EQ(town.put_back_listed().written, 0U);
  EXPECT_EQ(town.office.count("visit"), 0U);
}

// An edit that the server still had stands again beneath what the deletion had seen.
struct EditedAndDeleted : Township {
  Id visit = this->Township::visit(helper, "一");

  explicit EditedAndDeleted(bool by_hand = false) {
    helper.sync();
    set(helper, visit, "mind", "二");
    for (auto* device : {&helper, &office, &second}) device->sync();
    backup = world.copy();
    set(helper, visit, "mind", "三");
    for (auto* device : {&helper, &second}) device->sync();
    EXPECT_TRUE(second.remove(visit).ok());
    for (auto* device : {&helper, &second, &helper, &office}) device->sync();
    by_hand ? world.put_back_by_hand(backup) : world.put_back(backup);
    office.sync();
  }
  void expect_gone_everywhere() {
    for (int i = 0; i < 2; ++i) {
      for (auto* device : {&second, &helper, &office}) device->sync();
    }
    for (auto* device : {&second, &helper, &office}) {
      EXPECT_EQ(device->count("visit"), 0U);
      EXPECT_EQ(clashes(*device), 0U);
    }
  }
};

TEST(PutBackSince, ADeletionComesBackAloneThoughAnOlderEditStandsAgain) {
  EditedAndDeleted town;
  const auto listed = town.office.attention();
  ASSERT_EQ(listed.size(), 1U);
  ASSERT_EQ(listed[0].changes.size(), 1U);
  EXPECT_TRUE(listed[0].changes[0].deletes);
  town.put_back_listed();
  EXPECT_EQ(town.office.count("visit"), 0U);
  EXPECT_EQ(town.clashes(town.office), 0U);
  town.expect_gone_everywhere();
}

// Then what is older may be new to the server, and whoever deleted had not seen it.
TEST(PutBackSince, WhereNobodyCanTellHowFarBackTheServerWentADeletionHidesNothing) {
  EditedAndDeleted town(true);
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 2U) << "which of two values; stays, or is deleted";
  EXPECT_EQ(town.office.count("visit"), 1U);
}

TEST(PutBackSince, OfWhatADeletionHadSeenNothingIsListedThoughAnOlderEditStandsAgain) {
  EditedAndDeleted town;
  for (auto* device : {&town.second, &town.office}) device->sync();
  EXPECT_TRUE(town.office.attention().empty());
  town.expect_gone_everywhere();
}

// Written before the deletion and sent after the restore: whoever deleted had not seen it.
TEST(PutBackSince, ADeletionThatComesBackHidesNothingThatIsNewToTheServer) {
  Township town;
  const Id visit = town.visit_in_the_backup();
  town.set(town.helper, visit, "mind", "二");
  town.set(town.second, visit, "mind", "三");
  town.second.sync();
  ASSERT_TRUE(town.second.remove(visit).ok());
  for (auto* device : {&town.second, &town.office}) device->sync();
  town.world.put_back(town.backup);
  for (auto* device : {&town.office, &town.helper, &town.office}) device->sync();
  town.put_back_listed();
  EXPECT_EQ(town.clashes(town.office), 2U) << "which of two values; stays, or is deleted";
  for (auto* device : {&town.second, &town.office}) device->sync();
  EXPECT_EQ(town.office.count("visit"), 1U);
}

// What was not listed, because a deletion hid it, is listed once that is let go.
TEST(PutBackSince, LettingADeletionGoListsWhatItHid) {
  Township town;
  const Id visit = town.visit_in_the_backup();
  town.set(town.helper, visit, "mind", "心里话");
  for (auto* device : {&town.helper, &town.second}) device->sync();
  ASSERT_TRUE(town.second.remove(visit).ok());
  town.lose();
  const auto listed = town.office.attention();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_TRUE(listed[0].changes.at(0).deletes);
  ASSERT_TRUE(town.office.client().let_go(listed[0].id).ok());
  const auto behind = town.office.attention();
  ASSERT_EQ(behind.size(), 1U);
  EXPECT_FALSE(behind[0].changes.at(0).deletes);
  town.put_back_listed();
  EXPECT_EQ(town.office.value(visit, "mind"), "\"心里话\"");
}

}  // namespace
}  // namespace xinqiao::testing
