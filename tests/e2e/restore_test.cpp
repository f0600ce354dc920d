// Goal: a server restored from an older backup is refilled by the devices that wrote what it lacks, and what they
// show is what it holds. Method: the server's folder copied and put back, as restore does.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
};

TEST(Restore, WhatWasAcknowledgedAfterTheBackupComesBackByItself) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  town.office.sync();
  town.second.sync();
  const auto backup = town.world.copy();
  ASSERT_TRUE(town.office.set(child, {{"remark", "在备份之后"}}).ok());
  town.office.sync();
  town.world.put_back(backup);
  town.office.sync();
  town.second.sync();
  EXPECT_EQ(town.second.value(child, "remark"), "\"在备份之后\"");
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Restore, SeqsOfBeforeDoNotHideWhatIsWrittenAfter) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"remark", "R0"}});
  town.office.sync();
  town.second.sync();
  const auto backup = town.world.copy();
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(town.second.set(child, {{"home_address", std::to_string(i)}}).ok());
    town.second.sync();
  }
  town.office.sync();
  ASSERT_TRUE(town.office.set(child, {{"remark", "R1"}}).ok());
  town.office.sync();
  town.world.put_back(backup);
  ASSERT_TRUE(town.office.set(child, {{"remark", "R2"}}).ok());
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(child, "remark"), "\"R2\"");
    EXPECT_EQ(device->value(child, "home_address"), "\"11\"");
    EXPECT_EQ(device->in_overlay(), 0U);
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

}  // namespace
}  // namespace xinqiao::testing
