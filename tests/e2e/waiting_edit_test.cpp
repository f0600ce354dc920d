// Goal: whoever edits again what waits for the office never stands in a clash with themselves, and the office has but
// the last word to decide about. Method: a helper whose pairing has ended edits a check-in twice.
#include <algorithm>

#include "e2e/helper_town.h"

namespace xinqiao::testing {
namespace {

struct Town : CheckTown {
  void accept_all() {
    for (const Attention& item : office.attention()) ASSERT_TRUE(office.client().decide(item.id, true, "").ok());
    sync();
  }
  void expect_note(const char* note) {
    for (auto* device : {&office, &helper}) {
      EXPECT_EQ(device->value(check, "note"), note);
      EXPECT_TRUE(device->client().clashes()->empty());
      EXPECT_TRUE(device->attention().empty());
    }
  }
};

TEST(WaitingEdit, ASecondOneThatSaysAllOfTheFirstTakesItsPlace) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  ASSERT_EQ(town.helper.attention().size(), 0U) << "the first is done with, the second not judged yet";
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  ASSERT_EQ(town.helper.attention().size(), 1U);
  EXPECT_EQ(town.helper.attention()[0].state, "quarantined");
  town.accept_all();
  town.expect_note("\"在外婆家\"");
}

TEST(WaitingEdit, BothAcceptedAreNoClash) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  const Id first = town.office.attention().at(0).id;
  ASSERT_TRUE(town.office.client().decide(first, true, "").ok()) << "before it hears of the second";
  town.sync();
  town.accept_all();
  town.expect_note("\"在外婆家\"");
}

TEST(WaitingEdit, OneThatSaysLessWaitsBehindItAndIsNoClash) {
  Town town;
  town.lose_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "不在家"}, {"result", "needs_attention"}}).ok());
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  EXPECT_EQ(town.office.attention()[0].behind.size(), 1U);
  town.accept_all();
  town.expect_note("\"在外婆家\"");
  EXPECT_NE(town.office.value(town.check, "result").find("needs_attention"), std::string::npos);
}

TEST(WaitingEdit, IsTakenAtOnceFromWhoIsPairedAgain) {
  Town town;
  town.edit_out_of_scope();
  town.pair();
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.sync();
  town.expect_note("\"在外婆家\"");
}

TEST(WaitingEdit, ADeletionTakesThePlaceOfAllThatWaits) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.helper.remove(town.check).ok());
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  EXPECT_TRUE(town.office.attention()[0].changes.at(0).deletes);
  town.accept_all();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_TRUE(device->client().get(town.check)->deleted);
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

// Somebody else's edit of the same field had not seen it.
TEST(WaitingEdit, AnothersEditStandsBesideItAsEver) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  ASSERT_TRUE(town.office.set(town.check, {{"note", "去了镇上"}}).ok());
  town.sync();
  town.accept_all();
  ASSERT_EQ(town.office.client().clashes()->size(), 1U);
  const auto values = town.office.client().clashes()->at(0).values;
  EXPECT_EQ(values.size(), 2U);
  EXPECT_TRUE(std::ranges::none_of(values, [](const ClashValue& one) { return one.value.contains("不在家"); }));
}

}  // namespace
}  // namespace xinqiao::testing
