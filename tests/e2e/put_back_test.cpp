// Goal: what a restored server lacks and nobody brings back is listed whole, and put back as it stood. Method: the
// server's folder copied and put back, as restore does.
#include <algorithm>
#include <set>

#include "e2e/restore_town.h"

namespace xinqiao::testing {
namespace {

using Township = RestoreTown;

TEST(PutBack, WhatNobodyBringsBackIsPutBackByWhoeverSawIt) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.second, town.child, "remark", "R1");
  const Id visit = town.visit(town.second, "想妈妈");
  town.second.sync();
  town.office.sync();
  town.helper.sync();
  town.world.put_back(backup);
  town.office.sync();
  town.helper.sync();
  ASSERT_TRUE(town.helper.client().put_back(visit).ok());
  ASSERT_TRUE(town.office.client().put_back(town.child).ok());
  EXPECT_EQ(town.office.client().put_back(town.child).error().code, ErrorCode::kNotFound) << "it is there already";
  for (auto* device : {&town.office, &town.helper, &town.office, &town.helper}) device->sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(device->value(town.child, "remark"), "\"R1\"");
    EXPECT_TRUE(town.attention(*device).empty());
  }
  // The phone that was thought to be gone.
  for (auto* device : {&town.second, &town.office, &town.helper, &town.second}) device->sync();
  town.expect_quiet();
}

TEST(PutBack, OfEachValueItIsToldWhoseItWas) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.second, town.child, "remark", "R1");
  town.second.sync();
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.set(town.helper, town.child, "home_address", "坡上");
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(backup);
  town.office.sync();
  const auto lost = town.attention(town.office);
  ASSERT_EQ(lost.size(), 1U);
  std::map<Id, std::size_t> fields;
  for (const WrittenChange& change : lost[0].changes) {
    fields[change.by] += change.set.size();
    EXPECT_GT(change.at_ms, 0);
  }
  EXPECT_EQ(fields, (std::map<Id, std::size_t>{{town.second.client().identity()->person, 1},
                                               {town.helper.client().identity()->person, 1}}));
}

TEST(PutBack, WhatIsLetGoIsNotListedAgain) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.second, town.child, "remark", "R1");
  town.second.sync();
  town.office.sync();
  town.world.put_back(backup);
  town.office.sync();
  EXPECT_EQ(town.office.client().let_go(town.child).error().code, ErrorCode::kRefused) << "nobody has looked";
  ASSERT_EQ(town.attention(town.office).size(), 1U);
  ASSERT_TRUE(town.office.client().let_go(town.child).ok());
  town.office.sync();
  EXPECT_TRUE(town.attention(town.office).empty());
  EXPECT_EQ(town.office.client().let_go(town.child).error().code, ErrorCode::kNotFound);
}

TEST(PutBack, OfARecordThatIsGoneNobodyShowsTheirOwnEditsUntilSomebodyPutsItBack) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  for (auto* device : {&town.helper, &town.second, &town.office}) device->sync();
  town.set(town.second, visit, "living", "认真");
  town.set(town.office, visit, "living", "马虎");
  for (auto* device : {&town.second, &town.office, &town.second}) device->sync();
  ASSERT_EQ(town.office.client().clashes()->size(), 1U);
  town.world.put_back(backup);
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&town.office, &town.second}) device->sync();
  }
  for (auto* device : {&town.office, &town.second}) {
    const auto shown = device->client().get(visit);
    ASSERT_FALSE(shown.ok());
    EXPECT_TRUE(shown.error().message.contains("put-back")) << shown.error().message;
    EXPECT_TRUE(device->client().clashes()->empty());
    EXPECT_EQ(town.attention(*device).size(), 1U);
    EXPECT_FALSE(device->client().history(visit)->empty()) << "what was written is still told";
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
  ASSERT_TRUE(town.second.client().put_back(visit).ok());
  for (auto* device : {&town.second, &town.office, &town.second}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(device->client().clashes()->size(), 1U);
    EXPECT_EQ(device->in_overlay(), 0U);
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(PutBack, PutBackAValueStandsBesideWhatItStoodBeside) {
  for (const bool put_back_first : {false, true}) {
    Township town;
    Device other(town.world, town.world.invite("helper", "石大山"));
    town.office.add(
        "pairing",
        {{"child", town.child.uuid()}, {"helper", other.client().identity()->person.uuid()}, {"role", "volunteer"}});
    const Id check =
        town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "needs_attention"}, {"note", "R0"}});
    for (auto* device : {&town.office, &town.helper, &other}) device->sync();
    const auto backup = town.world.copy();
    town.set(town.helper, check, "result", "urgent");
    town.set(other, check, "result", "well");
    for (auto* device : {&town.helper, &other, &town.office, &town.second}) device->sync();
    ASSERT_EQ(town.office.client().clashes()->size(), 1U);
    town.world.put_back(backup);
    town.office.sync();
    if (!put_back_first) town.helper.sync();
    town.office.sync();
    const auto listed = town.office.attention();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].changes.size(), put_back_first ? 2U : 1U) << "each value that is missing";
    ASSERT_TRUE(town.office.client().put_back(check).ok());
    EXPECT_TRUE(town.office.attention().empty());
    for (auto* device : {&town.office, &town.helper, &town.office, &town.second}) device->sync();
    for (auto* device : {&town.office, &town.helper, &town.second}) {
      EXPECT_NE(device->value(check, "result").find("urgent"), std::string::npos);
      EXPECT_EQ(device->value(check, "note"), "\"R0\"");
    }
    EXPECT_EQ(town.second.client().clashes()->size(), 1U);
  }
}

TEST(PutBack, AnAcceptedEditOfARecordThatIsGoneIsListedUntilTheRecordIsBack) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  for (auto* device : {&town.helper, &town.second}) device->sync();
  town.set(town.second, visit, "health", "胳膊有伤");
  for (auto* device : {&town.second, &town.office, &town.second}) device->sync();
  town.world.put_back(backup);
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&town.office, &town.second}) device->sync();
  }
  const auto tells_health = [](const Attention& item) {
    return std::ranges::any_of(item.changes, [](const WrittenChange& change) {
      return std::ranges::any_of(change.set, [](const auto& field) { return field.second.contains("胳膊有伤"); });
    });
  };
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_TRUE(std::ranges::any_of(device->attention(), tells_health));
  }
  ASSERT_TRUE(town.office.client().put_back(visit).ok());
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(device->value(visit, "health"), "\"胳膊有伤\"");
    EXPECT_TRUE(device->attention().empty());
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

TEST(PutBack, WhoeverPutsTheRecordBackFreesTheEditsThatWaitForIt) {
  Township town;
  const auto backup = town.world.copy();
  const Id visit = town.visit(town.helper, "想妈妈");
  town.helper.sync();
  town.second.sync();
  town.set(town.second, visit, "living", "认真");
  town.world.put_back(backup);
  town.second.sync();
  ASSERT_TRUE(town.second.client().put_back(visit).ok());
  for (auto* device : {&town.second, &town.office, &town.second}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
    EXPECT_EQ(device->value(visit, "living"), "\"认真\"");
    EXPECT_TRUE(town.attention(*device).empty());
  }
  for (auto* device : {&town.helper, &town.office, &town.second, &town.helper}) device->sync();
  town.expect_quiet();
}

// Of a clash both values are listed: nobody lets go of what they were not shown.
TEST(PutBack, EachValueOfAClashIsListed) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.helper, town.child, "lives_with", "甲");
  town.set(town.second, town.child, "lives_with", "乙");
  for (auto* device : {&town.helper, &town.second, &town.office}) device->sync();
  ASSERT_EQ(town.office.client().clashes()->size(), 1U);
  town.world.put_back(backup);
  town.office.sync();
  const auto listed = town.office.attention();
  ASSERT_EQ(listed.size(), 1U);
  ASSERT_EQ(listed[0].changes.size(), 2U);
  std::set<Fields> values;
  for (const WrittenChange& change : listed[0].changes) values.insert(change.set);
  EXPECT_EQ(values.size(), 2U);
  ASSERT_TRUE(town.office.client().put_back(town.child).ok());
  for (auto* device : {&town.office, &town.helper, &town.second, &town.office}) device->sync();
  EXPECT_EQ(town.office.client().clashes()->size(), 1U) << "it came out as it was";
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

// The other value is back by another office's hand: it is not overwritten by whoever puts back the second.
TEST(PutBack, AValueStandsBesideOneThatAnotherPutBack) {
  Township town;
  const Id check = town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "needs_attention"}});
  Device third(town.world, town.world.invite("office", "石老师"));
  for (auto* device : {&town.office, &town.helper, &town.second, &third}) device->sync();
  const auto backup = town.world.copy();
  town.set(town.helper, check, "result", "urgent");
  town.helper.sync();
  third.sync();  // holds this one alone
  town.set(town.second, check, "result", "well");
  for (auto* device : {&town.second, &town.office}) device->sync();
  ASSERT_EQ(town.office.client().clashes()->size(), 1U);
  town.world.put_back(backup);
  third.sync();
  ASSERT_TRUE(third.client().put_back(check).ok());
  third.sync();
  town.office.sync();
  ASSERT_TRUE(town.office.client().put_back(check).ok());
  for (auto* device : {&town.office, &third}) device->sync();
  EXPECT_NE(third.value(check, "result").find("urgent"), std::string::npos);
  EXPECT_EQ(third.client().clashes()->size(), 1U);
}

// It covers what it had seen, and no more.
TEST(PutBack, ADeletionHidesNothingThatItsAuthorHadNotSeen) {
  for (const bool since : {false, true}) {
    Township town;
    const Id visit = town.visit(town.helper, "想妈妈");
    for (auto* device : {&town.helper, &town.office, &town.second}) device->sync();
    const auto backup = town.world.copy();
    if (!since) town.set(town.second, visit, "living", "想轻生");
    ASSERT_TRUE(town.helper.remove(visit).ok());
    town.helper.sync();
    for (auto* device : {&town.second, &town.office}) device->sync();
    town.world.put_back(backup);
    town.office.sync();
    town.second.sync();
    if (since) town.set(town.second, visit, "living", "想轻生");
    for (auto* device : {&town.second, &town.office}) device->sync();
    ASSERT_TRUE(town.office.client().put_back(visit).ok());
    for (auto* device : {&town.office, &town.second}) device->sync();
    EXPECT_EQ(town.second.value(visit, "living"), "\"想轻生\"");
    EXPECT_EQ(town.second.client().clashes()->size(), 1U);
    EXPECT_TRUE(town.office.attention().empty());
  }
}

// Cleared again before anybody lost it: nothing is missing.
TEST(PutBack, WhatWasSetAndClearedIsNotListed) {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.helper, town.child, "lives_with", "奶奶");
  Edit edit;
  edit.draft = *town.helper.client().open_draft(town.child);
  edit.cleared = {schema::find_kind(schema::kChildKind)->message->find("lives_with")->number};
  ASSERT_TRUE(town.helper.client().save({std::move(edit)}).ok());
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(backup);
  town.office.sync();
  EXPECT_TRUE(town.office.attention().empty());
}

TEST(PutBack, WhatWasClearedIsListedAsCleared) {
  Township town;
  const auto backup = town.world.copy();
  Edit edit;
  edit.draft = *town.helper.client().open_draft(town.child);
  edit.cleared = {schema::find_kind(schema::kChildKind)->message->find("remark")->number};
  ASSERT_TRUE(town.helper.client().save({std::move(edit)}).ok());
  for (auto* device : {&town.helper, &town.office}) device->sync();
  town.world.put_back(backup);
  town.office.sync();
  const auto listed = town.office.attention();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].changes[0].cleared.size(), 1U);
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"R0\"");
  ASSERT_TRUE(town.office.client().put_back(town.child).ok());
  EXPECT_EQ(town.office.value(town.child, "remark"), "");
}

// Created and deleted after the backup: nobody brings it back by accident, whoever comes first.
TEST(PutBack, WhatWasDeletedStaysDeleted) {
  for (const bool author_first : {false, true}) {
    Township town;
    const auto backup = town.world.copy();
    const Id visit = town.visit(town.helper, "想妈妈");
    for (auto* device : {&town.helper, &town.office}) device->sync();
    ASSERT_TRUE(town.office.remove(visit).ok());
    for (auto* device : {&town.office, &town.second, &town.helper}) device->sync();
    town.world.put_back(backup);
    for (auto* device :
         author_first ? std::vector{&town.helper, &town.office} : std::vector{&town.office, &town.second}) {
      device->sync();
      for (const Attention& item : device->attention()) {
        ASSERT_TRUE(device->client().put_back(item.id).ok());
        device->sync();
      }
    }
    for (auto* device : {&town.office, &town.helper, &town.second, &town.office}) device->sync();
    for (auto* device : {&town.office, &town.helper, &town.second}) {
      EXPECT_EQ(device->count("visit"), 0U);
      EXPECT_TRUE(device->client().clashes()->empty());
    }
    town.expect_quiet();
  }
}

// A deletion is the office's to bring back; what was edited beside it anybody's who may edit it.
TEST(PutBack, AHelperBringsBackWhatWasWrittenBesideALostDeletion) {
  Township town;
  Device third(town.world, town.world.invite("office", "石老师"));
  const auto backup = town.world.copy();
  ASSERT_TRUE(town.second.remove(town.child).ok());
  town.set(town.office, town.child, "lives_with", "外婆");
  for (auto* device : {&town.office, &town.second, &town.helper}) device->sync();
  town.world.put_back(backup);
  third.sync();
  town.helper.sync();
  const auto lost = town.helper.attention();
  ASSERT_EQ(lost.size(), 1U);
  ASSERT_EQ(lost[0].changes.size(), 1U);
  EXPECT_FALSE(lost[0].changes[0].deletes);
  ASSERT_TRUE(town.helper.client().put_back(lost[0].id).ok());
  EXPECT_EQ(town.helper.sync().quarantined, 0U);
  EXPECT_EQ(town.helper.value(town.child, "lives_with"), "\"外婆\"");
  EXPECT_TRUE(town.helper.attention().empty());
}

}  // namespace
}  // namespace xinqiao::testing
