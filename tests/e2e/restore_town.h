#pragma once

#include "e2e/world.h"

namespace xinqiao::testing {

// Two offices and a helper with a child in common; the server is put back to a backup.
struct RestoreTown {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
  Device helper{world, world.invite("helper", "李秀英")};
  Id child = office.add("child", {{"name", "韦小燕"}, {"remark", "R0"}});
  Id pairing = office.add(
      "pairing",
      {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});

  RestoreTown() {
    for (auto* device : {&office, &second, &helper}) device->sync();
  }
  Id visit(Device& device, const std::string& mind) {
    world.clock.advance(1000);
    return device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", mind}});
  }
  void set(Device& device, const Id& record, const char* field, const std::string& value) {
    world.clock.advance(1000);
    EXPECT_TRUE(device.set(record, {{field, value}}).ok());
  }
  void end_pairing() {
    EXPECT_TRUE(office.remove(pairing).ok());
    office.sync();
  }
  static std::vector<Attention> attention(Device& device) { return device.attention(); }
  void expect_quiet() {
    for (auto* device : {&office, &second, &helper}) {
      EXPECT_TRUE(attention(*device).empty());
      EXPECT_EQ(device->client().status()->unsent, 0U);
      EXPECT_EQ(device->client().status()->clashes, 0U);
      EXPECT_EQ(device->in_overlay(), 0U);
    }
    EXPECT_EQ(office.digest(), second.digest());
  }
};

}  // namespace xinqiao::testing
