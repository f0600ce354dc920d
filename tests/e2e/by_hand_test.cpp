// Goal: a server's data folder that somebody put back to an older state, without `restore`, is found out, and nothing
// is lost. Method: real devices; the folder copied and put back as it lies.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Town {
  World world;
  Device office{world, world.office_code()};
  Device phone{world, world.invite("office", "李秀英")};
  Id child = office.add("child", {{"name", "韦小燕"}});
  std::string backup;

  Town() {
    sync_all();
    backup = world.copy();
  }
  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      for (auto* device : {&office, &phone}) device->sync();
    }
  }
  void set(Device& device, const char* field, const std::string& value) {
    world.clock.advance(1000);
    EXPECT_TRUE(device.set(child, {{field, value}}).ok());
  }
  void expect_same() {
    EXPECT_EQ(office.digest(), phone.digest());
    for (auto* device : {&office, &phone}) {
      EXPECT_EQ(device->client().status()->unsent, 0U);
      EXPECT_EQ(device->client().status()->clashes, 0U);
      EXPECT_TRUE(device->attention().empty());
    }
  }
};

TEST(PutBackByHand, WhatOnePhoneHadSentComesBackThoughItWritesNothingMore) {
  Town town;
  town.set(town.phone, "remark", "快照后写");
  town.phone.sync();
  town.world.put_back_by_hand(town.backup);
  town.phone.sync();
  town.sync_all();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"快照后写\"");
  town.expect_same();
}

TEST(PutBackByHand, IsFoundOutAlsoWhenOthersHaveWrittenSince) {
  Town town;
  for (const char* remark : {"一", "二", "三"}) {
    town.set(town.phone, "remark", remark);
    town.phone.sync();
  }
  town.world.put_back_by_hand(town.backup);
  town.set(town.office, "home_address", "村头");
  town.office.sync();
  town.phone.sync();
  town.sync_all();
  for (auto* device : {&town.office, &town.phone}) {
    EXPECT_EQ(device->value(town.child, "remark"), "\"三\"");
    EXPECT_EQ(device->value(town.child, "home_address"), "\"村头\"");
  }
  town.expect_same();
}

}  // namespace
}  // namespace xinqiao::testing
