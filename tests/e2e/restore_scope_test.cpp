// Goal: what a phone may see again after a restore, it gets, though it had passed the place without being let see it.
// Method: a pairing that ends beyond the backup by an office that never comes back, before and after the helper syncs.
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

}  // namespace
}  // namespace xinqiao::testing
