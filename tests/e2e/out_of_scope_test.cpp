// Goal: a phone goes on showing what it holds of a record that has left its scope, as far as it can know: the server
// tells it nothing of others' edits any more, only what became of its own. Method: a helper whose pairing ends, edits
// that are accepted late, a server restored from a backup.
#include "e2e/out_of_scope_town.h"

namespace xinqiao::testing {
namespace {

using Town = OutOfScopeTown;

TEST(OutOfScope, AGraverSignOfSomebodyElsesStaysBesideAnOwnOne) {
  Town town;
  town.begin();
  const Edit open = *town.helper.fill(town.check, {{"result", "needs_attention"}});
  ASSERT_TRUE(town.office.set(town.check, {{"result", "urgent"}}).ok());
  town.sync();
  town.end();
  ASSERT_TRUE(town.helper.client().save({open}).ok());
  town.sync();
  town.accept_all();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_NE(device->value(town.check, "result").find("urgent"), std::string::npos);
    EXPECT_EQ(town.clashes_at(*device), 1U);
  }
}

TEST(OutOfScope, WhatWasOverwrittenStaysSoWhenItIsAcceptedLate) {
  Town town;
  town.edit_out_of_scope();
  town.second.sync();
  const Id first = town.second.attention().at(0).id;
  town.return_it();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.sync();
  town.accept_all();
  town.begin();
  ASSERT_TRUE(town.office.set(town.check, {{"note", "回来了"}}).ok());
  town.sync();
  town.end();
  town.helper.sync();
  ASSERT_TRUE(town.second.client().decide(first, true, "").ok());
  town.second.sync();
  town.sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(town.check, "note"), "\"回来了\"");
    EXPECT_EQ(town.clashes_at(*device), 0U);
  }
}

TEST(OutOfScope, AClashComesBackAsItsSidesDo) {
  Town town;
  const auto backup = town.world.copy();
  town.begin();
  ASSERT_TRUE(town.office.set(town.check, {{"note", "在家"}}).ok());
  ASSERT_TRUE(town.second.set(town.check, {{"note", "在姑姑家"}}).ok());
  ASSERT_TRUE(town.office.set(town.check, {{"note", "在外婆家"}}).ok());
  for (auto* device : {&town.office, &town.second, &town.office, &town.helper}) device->sync();
  ASSERT_EQ(town.clashes_at(town.helper), 1U);
  town.end();
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.helper, &town.second, &town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.clashes_at(town.office), 1U);
  EXPECT_EQ(town.clashes_at(town.helper), 1U);
}

TEST(OutOfScope, AnOwnValueStaysUnderWhatHadOverwrittenItBeforeARestore) {
  Town town;
  const auto backup = town.world.copy();
  town.begin();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "不在家"}}).ok());
  town.sync();
  ASSERT_TRUE(town.office.set(town.check, {{"note", "回来了"}}).ok());
  town.sync();
  town.end();
  town.world.put_back(backup);
  town.office.sync();
  for (int i = 0; i < 3; ++i) {
    town.helper.sync();
    EXPECT_EQ(town.helper.value(town.check, "note"), "\"回来了\"");
    EXPECT_EQ(town.clashes_at(town.helper), 0U);
    town.office.sync();
  }
}

// A record that was begun after the backup, and the own edit of it that the office accepted without their hearing it.
TEST(OutOfScope, AnOwnEditOfAYoungRecordStaysAfterARestore) {
  Town town;
  town.sync();
  const auto backup = town.world.copy();
  const Id young = town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "well"}, {"note", "在家"}});
  town.begin();
  town.end();
  ASSERT_TRUE(town.helper.set(young, {{"result", "urgent"}, {"note", "胳膊有伤"}}).ok());
  town.helper.sync();
  town.office.sync();
  for (const Attention& item : town.office.attention()) {
    ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
  }
  town.office.sync();
  town.world.put_back(backup);
  for (int i = 0; i < 3; ++i) {
    town.office.sync();
    town.helper.sync();
  }
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_NE(device->value(young, "result").find("urgent"), std::string::npos);
    EXPECT_EQ(device->value(young, "note"), "\"胳膊有伤\"");
    EXPECT_EQ(town.clashes_at(*device), 0U);
  }
}

// Its author has heard of no refusal yet, however many requests their sync takes.
TEST(OutOfScope, WhatWasSavedTogetherWaitsTogetherThoughOneIsEditedAgain) {
  for (const int between : {0, 200}) {
    Town town;
    const Id other_child = town.office.add("child", {{"name", "石大山"}});
    const Id other = town.office.add("check_in", {{"child", other_child.uuid()}, {"result", "well"}, {"note", "在校"}});
    town.begin();
    town.office.add("pairing", {{"child", other_child.uuid()},
                                {"helper", town.helper.client().identity()->person.uuid()},
                                {"role", "volunteer"}});
    town.sync();
    town.end();
    ASSERT_TRUE(
        town.helper.client()
            .save({*town.helper.fill(town.check, {{"note", "不在家"}}), *town.helper.fill(other, {{"note", "不在校"}})})
            .ok());
    for (int i = 0; i < between; ++i) {
      town.helper.add(
          "visit", {{"child", other_child.uuid()}, {"kind", "talk"}, {"mind", to_hex(town.world.random.bytes(2000))}});
    }
    ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
    const auto posts = town.helper.wire.posts;
    town.helper.sync();
    EXPECT_EQ(town.helper.wire.posts - posts, between > 0 ? 2U : 1U) << "requests of that sync";
    town.sync();
    EXPECT_EQ(town.office.value(other, "note"), "\"在校\"") << "until the office decides";
    ASSERT_EQ(town.office.attention().size(), 1U);
    EXPECT_EQ(town.office.attention()[0].changes.size(), 2U);
    EXPECT_EQ(town.office.attention()[0].behind.size(), 1U) << "the later edit";
    town.accept_all();
    EXPECT_EQ(town.office.value(other, "note"), "\"不在校\"");
    EXPECT_EQ(town.office.value(town.check, "note"), "\"在外婆家\"");
    for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
  }
}

// The same where both wait behind an earlier edit: what the author wrote last is decided, and then the rest by itself.
TEST(OutOfScope, WhatWasSavedTogetherIsNotForgottenWhenWhatReplacesHalfOfItIsDecided) {
  Town town;
  town.lose_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "不在家"}}).ok());
  const Id visit = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  ASSERT_TRUE(
      town.helper.client()
          .save({*town.helper.fill(town.check, {{"note", "在外婆家"}}), *town.helper.fill(visit, {{"health", "咳嗽"}})})
          .ok());
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在姑姑家"}, {"result", "needs_attention"}}).ok());
  town.sync();
  for (int i = 0; i < 3; ++i) town.accept_all();
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在姑姑家\"");
  EXPECT_EQ(town.office.value(visit, "health"), "\"咳嗽\"");
  for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
}

}  // namespace
}  // namespace xinqiao::testing
