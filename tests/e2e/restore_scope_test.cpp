// Goal: what a phone may see again after a restore, it gets, though it had passed the place without being let see it.
// Method: a pairing that ends beyond the backup by an office that never comes back, before and after the helper syncs.
#include <algorithm>

#include "e2e/restore_town.h"

namespace xinqiao::testing {
namespace {

using Township = RestoreTown;

TEST(RestoreScope, WhatWasPassedOutOfScopeComesOnceItIsInScopeAgain) {
  Township town;
  town.set(town.office, town.child, "remark", "在姑姑家");
  town.office.sync();
  const Id visit = town.visit(town.office, "在校");
  town.office.sync();
  const auto backup = town.world.copy();
  town.second.sync();
  ASSERT_TRUE(town.second.remove(town.pairing).ok());
  town.second.sync();
  town.helper.sync();  // their scope has ended: they are told of nothing
  ASSERT_EQ(town.helper.value(town.child, "remark"), "\"R0\"");
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(town.child, "remark"), "\"在姑姑家\"");
  EXPECT_EQ(town.helper.value(visit, "mind"), "\"在校\"");
}

TEST(RestoreScope, SoItDoesAfterManyPullsBetween) {
  Township town;
  town.set(town.office, town.child, "remark", "在姑姑家");
  town.office.sync();
  const auto backup = town.world.copy();
  town.second.sync();
  ASSERT_TRUE(town.second.remove(town.pairing).ok());
  for (int i = 0; i < 30; ++i) {
    town.second.sync();
    town.helper.sync();
    town.set(town.second, town.child, "remark", "第" + std::to_string(i) + "次");
  }
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.helper}) device->sync();
  EXPECT_EQ(town.helper.value(town.child, "remark"), "\"在姑姑家\"");
}

// The first edit was replaced by the third, so the second waited for the office by itself, which sent it back. After
// the restore the decision is there first, and for a moment the second stands behind the first again.
TEST(RestoreScope, WhatWasSentBackStaysSoThoughItComesAgainBehindWhatItsAuthorReplaced) {
  Township town;
  const auto backup = town.world.copy();
  town.end_pairing();
  ASSERT_TRUE(town.helper.set(town.child, {{"remark", "R1"}, {"health", "咳嗽"}}).ok());
  const Edit third = *town.helper.fill(town.child, {{"remark", "R3"}, {"health", "好"}, {"risk_level", "high"}});
  town.set(town.helper, town.child, "remark", "R2");
  ASSERT_TRUE(town.helper.client().save({third}).ok());
  town.helper.sync();
  town.office.sync();
  ASSERT_EQ(town.office.attention().size(), 1U);
  ASSERT_EQ(town.office.attention()[0].changes.size(), 1U);
  ASSERT_TRUE(town.office.client().decide(town.office.attention()[0].id, false, "请再看看").ok());
  town.office.sync();
  town.world.put_back(backup);
  for (auto* device : {&town.office, &town.helper, &town.office, &town.helper}) device->sync();
  EXPECT_EQ(std::ranges::count(town.office.attention(), "held", &Attention::state), 0);
  EXPECT_EQ(std::ranges::count(town.helper.attention(), "returned", &Attention::state), 1);
}

// Sent back, one of two that were saved together was written anew; the office that sent them back never returns. They
// wait together again, and what was written anew waits behind them.
TEST(RestoreScope, WhatWasWrittenAnewWaitsAgainWithWhatWasSavedWithItOnceNobodyKnowsThatItWasSentBack) {
  for (const bool accepts : {false, true}) {
    SCOPED_TRACE(accepts);
    Township town;
    const Id visit = town.visit(town.helper, "想妈妈");
    town.helper.sync();
    town.end_pairing();
    ASSERT_TRUE(
        town.helper.client()
            .save({*town.helper.fill(town.child, {{"remark", "R1"}}), *town.helper.fill(visit, {{"mind", "想爸爸"}})})
            .ok());
    town.helper.sync();
    const auto backup = town.world.copy();
    town.second.sync();
    ASSERT_TRUE(town.second.client().decide(town.second.attention().at(0).id, false, "请写清楚").ok());
    town.second.sync();
    town.helper.sync();
    ASSERT_TRUE(town.helper.set(visit, {{"mind", "想奶奶"}, {"living", "认真"}}).ok());
    ASSERT_EQ(town.helper.attention().size(), 1U) << "the child's";
    town.world.put_back(backup);
    for (auto* device : {&town.office, &town.helper, &town.office}) device->sync();
    const auto listed = town.helper.attention();
    ASSERT_EQ(listed.size(), 2U);
    for (const Attention& item : listed) EXPECT_EQ(item.state, "quarantined");
    EXPECT_EQ(listed[1].behind.size(), 1U);
    const auto held = town.office.attention();
    ASSERT_EQ(held.size(), 1U);
    ASSERT_TRUE(town.office.client().decide(held[0].id, accepts, accepts ? "" : "请写清楚").ok());
    for (auto* device : {&town.office, &town.helper}) device->sync();
    EXPECT_EQ(std::ranges::count(town.helper.attention(), "returned", &Attention::state), accepts ? 0 : 1);
    EXPECT_EQ(town.office.attention().size(), accepts ? 0U : 1U) << "of what was written anew, which waits by itself";
    EXPECT_EQ(town.office.value(visit, "mind"), accepts ? "\"想奶奶\"" : "\"想妈妈\"");
  }
}

}  // namespace
}  // namespace xinqiao::testing
