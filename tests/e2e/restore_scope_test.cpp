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

}  // namespace
}  // namespace xinqiao::testing
