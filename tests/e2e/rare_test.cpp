// Goal: what random worlds meet too seldom holds, and each of these rules, broken on purpose, is noticed here. Method:
// one short history for each, run as it is; and in a build with planted bugs (base/planted.h) once more with its own.
#include <algorithm>

#include "base/planted.h"
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device watcher{world, world.invite("office", "王主任")};
  Device author{world, world.invite("office", "李秀英")};
  Device helper{world, world.invite("helper", "覃大山")};
  Id child = office.add("child", {{"name", "韦小燕"}, {"remark", "R0"}});
  Id pairing = office.add(
      "pairing",
      {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});

  Township() {
    for (auto* device : {&office, &watcher, &author, &helper}) device->sync();
  }
  void visit(Device& device) {
    world.clock.advance(1000);
    device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "好"}});
  }
  // The helper loses the child, the server what came since, and the office is back first.
  void lose(const std::string& backup) {
    EXPECT_TRUE(office.remove(pairing).ok());
    office.sync();
    world.put_back(backup);
    office.sync();
  }
  auto waiting_for_the_office() {
    office.sync();
    return std::ranges::count(office.attention(), "held", &Attention::state);
  }
  void set(Device& device, const char* field, const std::string& value) {
    world.clock.advance(1000);
    EXPECT_TRUE(device.set(child, {{field, value}}).ok());
  }
};

// After so many answers nothing gets through until the device gives up.
void sync_until_it_breaks_off(Device& device, std::size_t answers) {
  device.wire.fates.assign(answers, Fate::kGood);
  device.wire.fates.resize(answers + 1000, Fate::kLoseRequest);
  EXPECT_FALSE(device.try_sync().ok());
  device.wire.fates.clear();
}

// The value that the backup has is older than any cursor.
std::string shown_when_the_only_author_is_gone() {
  Township town;
  const auto backup = town.world.copy();
  town.set(town.author, "remark", "在备份之后");
  town.author.sync();  // and is never seen again
  town.watcher.sync();
  town.world.put_back(backup);
  town.office.sync();
  town.watcher.sync();
  return town.watcher.value(town.child, "remark");
}

// The remark lies behind the page's position and before the backup; the record itself lay beyond both.
std::string shown_after_a_restore_between_two_pages() {
  Township town;
  town.set(town.author, "remark", "R1");
  for (int i = 0; i < 80; ++i) {
    town.author.add("visit",
                    {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", std::to_string(i) + letters(3500, i)}});
  }
  town.author.sync();
  const auto backup = town.world.copy();
  town.set(town.author, "home_address", "坡上");
  town.author.sync();
  sync_until_it_breaks_off(town.watcher, 1);
  town.world.put_back(backup);
  town.office.sync();
  town.watcher.sync();
  return town.watcher.value(town.child, "remark");
}

// A copy that never had the receipt brings the older work; the newer goes on behind it.
std::ptrdiff_t held_after_a_copy_refilled_the_server() {
  Township town;
  const auto backup = town.world.copy();
  town.visit(town.helper);
  Device twin(town.helper);
  town.helper.sync();
  town.visit(town.helper);
  town.helper.sync();
  town.lose(backup);
  twin.sync();
  town.helper.sync();
  return town.waiting_for_the_office();
}

// The copy that was first at the fork is never seen again; what both had is the other's to bring back.
std::ptrdiff_t held_after_a_fork_and_a_restore() {
  Township town;
  const auto backup = town.world.copy();
  town.visit(town.helper);
  town.helper.sync();
  {
    Device twin(town.helper);
    town.visit(twin);
    twin.sync();
  }
  town.visit(town.helper);
  town.helper.sync();
  town.lose(backup);
  town.helper.sync();
  return town.waiting_for_the_office();
}

// What the copy sent, and others overwrote, still waits here when the answer tells of the fork.
std::size_t clashes_right_after_a_fork() {
  Township town;
  town.set(town.author, "remark", "R1");
  Device twin(town.author);
  town.set(town.author, "home_address", "坡上");
  town.world.clock.advance(1000);
  EXPECT_TRUE(twin.set(town.child, {{"name", "平板"}}).ok());
  twin.sync();
  town.office.sync();
  town.set(town.office, "remark", "R2");
  town.office.sync();
  sync_until_it_breaks_off(town.author, 1);
  return town.author.client().clashes()->size();
}

// Two visits to a child that the helper is not paired to, saved together.
std::ptrdiff_t held_after_a_transaction_is_accepted() {
  Township town;
  EXPECT_TRUE(town.office.remove(town.pairing).ok());
  town.office.sync();
  const auto visit = [&] {
    Edit edit;
    const schema::Kind& kind = *schema::find_kind("visit");
    const std::vector<text::Assignment> fields{{"child", town.child.uuid()}, {"kind", "talk"}};
    edit.draft.kind = kind.number;
    edit.create = true;
    edit.set = *text::parse(*kind.message, fields, {}, nullptr);
    return edit;
  };
  EXPECT_TRUE(town.helper.client().save({visit(), visit()}).ok());
  town.helper.sync();
  town.office.sync();
  EXPECT_TRUE(town.office.client().decide(town.office.attention().at(0).id, true, "").ok());
  town.office.sync();
  town.helper.sync();
  return std::ranges::count(town.helper.attention(), "quarantined", &Attention::state);
}

#ifdef XQ_PLANTED
class With {
 public:
  explicit With(Bug bug) { planted_bug = bug; }
  ~With() { planted_bug = Bug::kNone; }
};
#endif

TEST(Rare, AGroupFromBeyondTheCutIsAskedForByName) {
  EXPECT_EQ(shown_when_the_only_author_is_gone(), "\"R0\"");
#ifdef XQ_PLANTED
  const With bug(Bug::kBeyondCutNotAskedFor);
  EXPECT_NE(shown_when_the_only_author_is_gone(), "\"R0\"");
#endif
}

TEST(Rare, ANewEpochGoesOnFromTheLastCompletePull) {
  EXPECT_EQ(shown_after_a_restore_between_two_pages(), "\"R1\"");
#ifdef XQ_PLANTED
  const With bug(Bug::kEpochFromPosition);
  EXPECT_NE(shown_after_a_restore_between_two_pages(), "\"R1\"");
#endif
}

TEST(Rare, WhatLiesBelowTheServersMarkIsSentAgainToo) {
  EXPECT_EQ(held_after_a_copy_refilled_the_server(), 0);
#ifdef XQ_PLANTED
  const With bug(Bug::kOnlyNewestGoesAgain);
  EXPECT_NE(held_after_a_copy_refilled_the_server(), 0);
#endif
}

TEST(Rare, WhatIsCommonKeepsItsReceiptsAfterAFork) {
  EXPECT_EQ(held_after_a_fork_and_a_restore(), 0);
#ifdef XQ_PLANTED
  const With bug(Bug::kForgetsWhatIsCommon);
  EXPECT_NE(held_after_a_fork_and_a_restore(), 0);
#endif
}

TEST(Rare, AnAnswerThatTellsOfAForkBringsNothingElse) {
  EXPECT_EQ(clashes_right_after_a_fork(), 0U);
#ifdef XQ_PLANTED
  const With bug(Bug::kForkedAnswerCounts);
  EXPECT_NE(clashes_right_after_a_fork(), 0U);
#endif
}

TEST(Rare, ADecisionIsOfAllThatWasSavedTogether) {
  EXPECT_EQ(held_after_a_transaction_is_accepted(), 0);
#ifdef XQ_PLANTED
  const With bug(Bug::kDecisionForOneChange);
  EXPECT_NE(held_after_a_transaction_is_accepted(), 0);
#endif
}

}  // namespace
}  // namespace xinqiao::testing
