#pragma once

#include <algorithm>

#include "e2e/out_of_scope_town.h"

namespace xinqiao::testing {

// One field of a check-in that a helper and offices edit, each over what the one before wrote.
struct ChainTown : OutOfScopeTown {
  Device third{world, world.invite("office", "陈副镇长")};
  std::string backup;

  ChainTown() {
    begin();
    third.sync();
    backup = world.copy();
  }
  void put_back() { world.put_back(backup); }
  Status write(Device& device, const std::string& value) {
    world.clock.advance(1000);
    return device.set(check, {{"note", value}});
  }
  // Written over what both have.
  void next(Device& device, const std::string& value) {
    device.sync();
    ASSERT_TRUE(write(device, value).ok());
    device.sync();
  }
  void end_here() {
    helper.sync();
    end();
    helper.sync();
  }
  // The helper has written over what is lost, and not sent it.
  void lose_beneath_an_unsent_edit(const std::string& value) {
    helper.sync();
    ASSERT_TRUE(write(helper, value).ok());
    end();
    put_back();
  }
  void expect_alone(const std::string& value) {
    EXPECT_EQ(helper.value(check, "note"), '"' + value + '"');
    EXPECT_EQ(clashes_at(helper), 0U);
  }
  void accept_what_waits() {
    sync();
    accept_all();
  }
  bool lists_lost(Device& device, const Id& record) {
    return std::ranges::any_of(device.attention(),
                               [&](const Attention& item) { return item.state == "lost" && item.record == record; });
  }
  void everybody_syncs() {
    for (int i = 0; i < 2; ++i) {
      second.sync();
      sync();
    }
  }
};

}  // namespace xinqiao::testing
