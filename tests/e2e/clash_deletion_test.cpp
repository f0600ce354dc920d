// Goal: a record that one person deletes while another writes on it is a clash like any other, and is decided either
// way; what is the office's to decide a helper cannot. Method: as clash_test.
#include <algorithm>

#include "e2e/disagreement.h"

namespace xinqiao::testing {
namespace {

TEST(Clashes, OfADeletedRecordAreOver) {
  Disagreement town;
  town.disagree();
  Edit deletion;
  deletion.draft = *town.office.client().open_draft(town.child);
  deletion.deletes = true;
  ASSERT_TRUE(town.office.client().save({deletion}).ok());
  town.sync_all();
  for (auto* device : {&town.office, &town.second, &town.third}) EXPECT_TRUE(device->client().clashes()->empty());
}

TEST(Clashes, AHelperDeletesNoArchive) {
  Disagreement town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  town.office.add(
      "pairing",
      {{"child", town.child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  town.sync_all();
  helper.sync();
  Edit deletion;
  deletion.draft = *helper.client().open_draft(town.child);
  deletion.deletes = true;
  EXPECT_EQ(helper.client().save({deletion}).error().code, ErrorCode::kRefused);
}

// A helper sees it and cannot decide it, so that nothing waits for an office which one of them need not have written.
TEST(Clashes, OnWhatIsTheOfficesToWriteAHelperDoesNotDecide) {
  Disagreement town;
  Device helper(town.world, town.world.invite("helper", "李秀英"));
  const Id pairing = town.office.add(
      "pairing",
      {{"child", town.child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  town.sync_all();
  ASSERT_TRUE(town.office.set(pairing, {{"from", "2026-09-01"}}).ok());
  ASSERT_TRUE(town.second.set(pairing, {{"from", "2026-10-01"}}).ok());
  town.sync_all();
  helper.sync();
  const Clash clash = Disagreement::clash_on(helper);
  EXPECT_EQ(helper.client().resolve(clash.id, keeping(clash)).error().code, ErrorCode::kRefused);
  EXPECT_EQ(helper.client().status()->unsent, 0U);
  ASSERT_TRUE(town.second.client().resolve(clash.id, keeping(clash)).ok());
  town.sync_all();
  helper.sync();
  EXPECT_TRUE(helper.client().clashes()->empty());
}

TEST(Clashes, OverADeletionDecidedBothWaysAtOnceMarkInTheHistoryWhatStands) {
  Disagreement town;
  town.delete_against_edit();
  const Clash clash = Disagreement::clash_on(town.third);
  for (auto* device : {&town.second, &town.office}) {
    const bool keeps = device == &town.office;
    std::size_t at = 0;
    while (clash.values[at].value.empty() != keeps) ++at;
    ASSERT_TRUE(device->client().resolve(clash.id, taking(clash, at)).ok());
    town.world.clock.advance(1000);
  }
  town.sync_all();
  for (auto* device : {&town.office, &town.second, &town.third}) {
    const bool deleted = device->client().get(town.child)->deleted;
    int marked = 0;
    const auto history = *device->client().history(town.child);
    for (const HistoryLine& line : history) {
      if (line.field != kDeletedGroup || !line.shown) continue;
      EXPECT_EQ(!line.value.empty(), deleted);
      ++marked;
    }
    EXPECT_EQ(marked, 1);
  }
}

TEST(Clashes, BetweenADeletionAndAnEditAreDecidedEitherWay) {
  for (const bool deleted : {true, false}) {
    Disagreement town;
    town.delete_against_edit();
    const Clash clash = Disagreement::clash_on(town.third);
    EXPECT_EQ(clash.field, kDeletedGroup);
    std::size_t at = 0;
    while (clash.values[at].value.empty() == deleted) ++at;
    ASSERT_TRUE(town.third.client().resolve(clash.id, taking(clash, at)).ok());
    town.sync_all();
    for (auto* device : {&town.office, &town.second, &town.third}) {
      EXPECT_TRUE(device->client().clashes()->empty());
      EXPECT_EQ(device->client().get(town.child)->deleted, deleted);
    }
  }
}

TEST(Clashes, OfADeletionTellAfterwardsWhoDeletedIt) {
  Disagreement town;
  ASSERT_TRUE(town.office.remove(town.child).ok());
  ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "姑姑"}}).ok());
  town.sync_all();
  const Clash clash = Disagreement::clash_on(town.third);
  const std::size_t kept = clash.values[0].value == "deleted" ? 1 : 0;
  ASSERT_TRUE(town.third.client().resolve(clash.id, taking(clash, kept)).ok());
  town.sync_all();
  for (auto* device : {&town.office, &town.second, &town.third}) {
    const auto history = device->client().history(town.child);
    const auto deleted = std::ranges::find_if(
        *history, [](const HistoryLine& line) { return line.field == kDeletedGroup && line.value == "deleted"; });
    ASSERT_NE(deleted, history->end());
    EXPECT_EQ(deleted->by, town.office.client().identity()->person);
    EXPECT_FALSE(deleted->shown);
  }
}

TEST(Clashes, BetweenADeletionAndAnEditAreCountedByWhoeverSyncsSecond) {
  for (const bool deletion_first : {true, false}) {
    Disagreement town;
    ASSERT_TRUE(town.office.remove(town.child).ok());
    ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "姑姑"}}).ok());
    Device& first = deletion_first ? town.office : town.second;
    Device& later = deletion_first ? town.second : town.office;
    EXPECT_EQ(first.sync().clashed, 0U);
    EXPECT_EQ(later.sync().clashed, 1U) << deletion_first;
    EXPECT_EQ(later.client().status()->clashes, 1U);
    EXPECT_EQ(later.sync().clashed, 0U) << "told once";
  }
}

TEST(Clashes, BetweenADeletionAndAnUndeletionShowWhatListsShow) {
  for (const bool deletion_first : {true, false}) {
    Disagreement town;
    ASSERT_TRUE(town.office.remove(town.child).ok());
    ASSERT_TRUE(town.second.set(town.child, {{"lives_with", "姑姑"}}).ok());
    town.sync_all();
    // Both decide at once: one that it goes, one that it stays.
    const Clash clash = Disagreement::clash_on(town.third);
    ASSERT_EQ(clash.values.size(), 2U);
    const std::size_t deleted = clash.values[0].value.empty() ? 1 : 0;
    ASSERT_TRUE(town.office.client().resolve(clash.id, taking(clash, deletion_first ? deleted : 1 - deleted)).ok());
    town.world.clock.advance(1000);
    ASSERT_TRUE(town.second.client().resolve(clash.id, taking(clash, deletion_first ? 1 - deleted : deleted)).ok());
    town.sync_all();
    for (auto* device : {&town.office, &town.second, &town.third}) {
      const Clash left = Disagreement::clash_on(*device);
      const bool hidden = device->client().get(town.child)->deleted;
      for (const ClashValue& value : left.values) EXPECT_EQ(value.shown, value.value.empty() != hidden);
    }
  }
}

}  // namespace
}  // namespace xinqiao::testing
