// Goal: what was not taken can be taken back by who wrote it, for ever and for everybody. Method: an office, a helper
// without a pairing, a restored server, a copy of the helper's folder.
#include <algorithm>
#include <memory>

#include "e2e/helper_town.h"

namespace xinqiao::testing {
namespace {

struct Town : HelperTown {
  Town() { sync(); }
  Id stray() {
    const Id visit = helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
    EXPECT_TRUE(helper.set(visit, {{"health", "咳嗽"}}).ok());
    return visit;
  }
  void expect_quiet() {
    sync();
    for (auto* device : {&office, &helper}) {
      EXPECT_TRUE(device->attention().empty());
      EXPECT_EQ(device->client().status()->needs_attention, 0U);
      EXPECT_EQ(device->client().status()->unsent, 0U);
      EXPECT_EQ(device->in_overlay(), 0U);
    }
  }
};

TEST(Withdraw, WhatWaitsForTheOfficeIsTakenBackByDeletingIt) {
  Town town;
  const Id visit = town.stray();
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  ASSERT_TRUE(town.helper.remove(visit).ok());
  EXPECT_TRUE(town.helper.attention().empty()) << "at once";
  EXPECT_EQ(town.helper.sync().rejected, 0U);
  town.expect_quiet();
  EXPECT_FALSE(town.office.holds(visit));
  EXPECT_FALSE(town.helper.client().history(visit)->empty()) << "its author can read what it was";
  EXPECT_EQ(town.helper.set(visit, {{"mind", "还是要"}}).error().code, ErrorCode::kRefused) << "entered anew instead";
  for (const Error& said : {town.helper.client().get(visit).error(), town.helper.client().open_draft(visit).error()}) {
    EXPECT_EQ(said.code, ErrorCode::kRefused);
    EXPECT_TRUE(said.message.contains("撤回")) << said.message;
  }
}

TEST(Withdraw, WhatTheOfficeReturnedIsTakenBackToo) {
  Town town;
  const Id visit = town.stray();
  town.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention()[0].id, false, "不是您的孩子").ok());
  town.sync();
  ASSERT_EQ(town.helper.attention().size(), 1U);
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.expect_quiet();
}

// A danger sign of another child, saved with it, is not held up.
TEST(Withdraw, WhatIsSavedTogetherWithADeletionComesInByItself) {
  for (const bool sent : {false, true}) {
    Town town;
    const Id other = town.office.add("child", {{"name", "石大山"}});
    town.office.add(
        "pairing",
        {{"child", other.uuid()}, {"helper", town.helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    const Id check = town.office.add("check_in", {{"child", other.uuid()}, {"result", "well"}});
    town.sync();
    const Id visit = town.stray();
    if (sent) town.sync();
    Edit deletion;
    deletion.draft = *town.helper.client().open_draft(visit);
    deletion.deletes = true;
    ASSERT_TRUE(
        town.helper.client().save({std::move(deletion), *town.helper.fill(check, {{"result", "urgent"}})}).ok());
    town.expect_quiet();
    EXPECT_NE(town.office.value(check, "result").find("urgent"), std::string::npos);
    EXPECT_FALSE(town.office.holds(visit));
    ASSERT_TRUE(town.helper.set(check, {{"note", "胳膊有伤"}}).ok());
    town.expect_quiet();
    EXPECT_EQ(town.office.value(check, "note"), "\"胳膊有伤\"");
  }
}

TEST(Withdraw, ADeletionThatFindsItAcceptedMeanwhileDeletesIt) {
  Town town;
  const Id visit = town.stray();
  town.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention()[0].id, true, "").ok());
  town.pair();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.office.sync();
  town.expect_quiet();
  EXPECT_TRUE(town.office.client().get(visit)->deleted);
}

TEST(Withdraw, ARestoredServerAndACopyOfTheFolderComeToTheSame) {
  Town town;
  const auto backup = town.world.copy();
  const Id visit = town.stray();
  town.sync();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  town.sync();
  Device twin(town.helper);
  town.world.put_back(backup);
  for (auto* device : {&town.office, &twin, &town.helper, &town.office, &twin}) device->sync();
  town.expect_quiet();
  EXPECT_TRUE(twin.attention().empty());
  EXPECT_FALSE(town.office.holds(visit));
}

TEST(Withdraw, WhatWasDeletedBeforeItWasSentIsBroughtBackWhole) {
  Town town;
  const Id visit = town.stray();
  ASSERT_TRUE(town.helper.remove(visit).ok());
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "还是要写上"}}).ok());
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U) << "the first was taken back; this one waits by itself";
  ASSERT_TRUE(town.office.client().decide(town.office.attention()[0].id, true, "").ok());
  town.expect_quiet();
  EXPECT_EQ(town.office.value(visit, "mind"), "\"还是要写上\"");
  EXPECT_EQ(town.office.value(visit, "health"), "\"咳嗽\"");
}

TEST(Withdraw, WhatWasDeletedAndBroughtBackInScopeIsOneRecordWithoutAClash) {
  Town town;
  town.pair();
  town.sync();
  const Id visit = town.stray();
  const Draft before = *town.helper.client().open_draft(visit);
  ASSERT_TRUE(town.helper.remove(visit).ok());
  Edit edit;
  edit.draft = before;  // a form that lay open all the while
  edit.cleared = {schema::find_kind("visit")->message->find("mind")->number};
  ASSERT_TRUE(town.helper.client().save({edit}).ok());
  town.expect_quiet();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(visit, "health"), "\"咳嗽\"");
    EXPECT_EQ(device->value(visit, "mind"), "");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

// A record that a restored server lacks, and that somebody has edited who does not have it from themselves.
struct LostRecord : Town {
  Device second{world, world.invite("office", "王主任")};
  std::string backup = world.copy();
  Device lost{world, world.invite("office", "石老师")};
  std::unique_ptr<Device> copy;  // of the second's folder, with the edit alone
  Id visit;

  explicit LostRecord(bool deletes = false) {
    lost.sync();
    visit = lost.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
    lost.sync();
    second.sync();
    EXPECT_TRUE(second.set(visit, {{"health", "咳嗽"}}).ok());
    copy = std::make_unique<Device>(second);
    if (deletes) {
      EXPECT_TRUE(second.remove(visit).ok());
    }
    world.put_back(backup);
    office.sync();
    second.sync();
  }
};

TEST(Withdraw, AnEditWhoseRecordNeverComesIsLetGo) {
  LostRecord town;
  Device& second = town.second;
  const Id visit = town.visit;
  // Whose visit it was nobody knows any more either.
  const auto of_visit = [&](Device& device) {
    return std::ranges::count(device.attention(), visit, &Attention::record);
  };
  ASSERT_GE(of_visit(second), 1);
  ASSERT_TRUE(second.client().let_go(visit).ok());
  EXPECT_EQ(of_visit(second), 1);
  town.office.sync();
  EXPECT_EQ(of_visit(town.office), 1);
  const auto own = second.attention();
  const auto edit = std::ranges::find(own, visit, &Attention::record);
  ASSERT_NE(edit, own.end());
  ASSERT_TRUE(second.client().let_go(edit->id).ok());
  second.sync();
  town.office.sync();
  for (auto* device : {&second, &town.office}) EXPECT_EQ(of_visit(*device), 0);
  town.lost.sync();
  second.sync();
  EXPECT_EQ(second.value(visit, "mind"), "\"想妈妈\"") << "the record itself is another's";
  EXPECT_EQ(second.value(visit, "health"), "");
}

TEST(Withdraw, ADeletionOfAnothersRecordWaitsForIt) {
  LostRecord town(true);
  Device* const all[] = {town.copy.get(), &town.lost, &town.office, &town.second, town.copy.get()};
  for (auto* device : all) device->sync();
  for (auto* device : all) {
    ASSERT_TRUE(device->client().get(town.visit).ok());
    EXPECT_TRUE(device->client().get(town.visit)->deleted);
    EXPECT_TRUE(device->attention().empty());
    EXPECT_EQ(device->in_overlay(), 0U) << "nor does a copy show for ever what the deletion replaced";
  }
}

}  // namespace
}  // namespace xinqiao::testing
