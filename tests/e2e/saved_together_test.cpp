// Goal: what was saved together behind something that waits comes to an end whatever becomes of that: nothing waits
// for ever, and the office sees what holds it up. Method: a helper who is paired to one child and not to another.
#include <algorithm>

#include "e2e/together_town.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao::testing {
namespace {

using Town = TogetherTown;

TEST(SavedTogether, WithdrawnWithTheirRecordTheyHoldUpNothing) {
  for (const bool returned : {false, true}) {
    Town town;
    const Id visit = town.stray();
    town.together(visit, town.check);
    town.sync();
    if (returned) town.decide_first(false);
    ASSERT_TRUE(town.helper.remove(visit).ok());
    town.sync();
    town.expect_urgent_and_open(town.check);
    for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
  }
}

TEST(SavedTogether, LetGoWithTheirRecordTheyHoldUpNothing) {
  Town town;
  const Id visit = town.stray();
  town.together(visit, town.check);
  town.sync();
  town.decide_first(false);
  town.let_go_of(visit);
  town.expect_urgent_and_open(town.check);
  for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
}

// Behind two transactions, of which the first is sent back.
TEST(SavedTogether, WhatIsWrittenBehindTwoIsSeenOnceTheFirstIsSentBack) {
  for (const bool deletes : {false, true}) {
    Town town;
    const auto saved =
        town.helper.client().save({town.begin_visit(), *town.helper.fill(town.second, {{"note", "不在校"}})});
    const Id visit = saved->ids.at(0);
    town.together(visit, town.check);
    town.sync();
    if (deletes) {
      ASSERT_TRUE(town.helper.remove(visit).ok());
    } else {
      ASSERT_TRUE(town.helper.set(visit, {{"mind", "想爸爸"}}).ok());
    }
    town.sync();
    town.decide_first(false);
    for (int i = 0; i < 3 && !town.office.attention().empty(); ++i) {
      for (const Attention& item : town.office.attention()) {
        if (item.state != "held") continue;
        ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
      }
      town.sync();
    }
    town.expect_urgent_and_open(town.check);
    EXPECT_EQ(town.office.count("visit"), deletes ? 0U : 1U);
    EXPECT_TRUE(town.office.attention().empty());
    ASSERT_EQ(town.helper.attention().size(), 1U);
    EXPECT_EQ(town.helper.attention()[0].record, town.second) << "to be mended";
  }
}

// Mended and accepted before the office sends back what was saved with an earlier edit of it.
TEST(SavedTogether, SentBackLateTheyHoldUpNoRecordThatWasMended) {
  Town town;
  const Id visit = town.stray();
  town.together(visit, town.check);
  town.sync();
  town.decide_first(false);
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "想爸爸"}}).ok());
  town.sync();
  const auto list = town.office.attention();
  const auto mended = std::ranges::find(list, "held", &Attention::state);
  ASSERT_NE(mended, list.end());
  ASSERT_TRUE(town.office.client().decide(mended->id, true, "").ok());
  town.sync();
  town.decide_first(false);
  town.pair();
  town.sync();
  ASSERT_TRUE(town.helper.set(visit, {{"living", "已送医"}}).ok());
  town.sync();
  EXPECT_EQ(town.office.value(visit, "living"), "\"已送医\"");
  town.let_go_of(town.check);
  for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
}

TEST(SavedTogether, TheOfficeIsToldWhatWaitsBehindThemToo) {
  Town town;
  const Id visit = town.stray();
  town.together(visit, town.check);
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "胳膊有伤"}}).ok());
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  EXPECT_EQ(town.office.attention()[0].behind.size(), 3U);
  town.decide_first(true);
  EXPECT_EQ(town.office.value(town.check, "note"), "\"胳膊有伤\"");
  EXPECT_TRUE(town.office.attention().empty());
}

// A page of the phone's own log that cannot be read says nothing of what was saved with what.
TEST(SavedTogether, ADamagedNeighbourStopsNoMending) {
  Town town;
  const Id visit = town.stray();
  town.helper.add("visit", {{"child", town.mine.uuid()}, {"kind", "talk"}});
  town.sync();
  town.helper.in_file([&](sqlite::Connection& file) {
    auto query = file.prepare("UPDATE changes SET sealed = zeroblob(64) WHERE record <> ?1");
    ASSERT_TRUE(query->bind_blob(1, visit.bytes()).run().ok());
  });
  town.decide_first(false);
  ASSERT_TRUE(town.helper.set(visit, {{"mind", "想爸爸"}}).ok());
  town.sync();
  EXPECT_EQ(town.office.attention().size(), 1U);
}

}  // namespace
}  // namespace xinqiao::testing
