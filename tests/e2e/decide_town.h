#pragma once

#include "e2e/world.h"

namespace xinqiao::testing {

// Two offices, and a helper to whom the child is not paired.
struct DecideTown {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
  Device helper{world, world.invite("helper", "李秀英")};
  Id child;

  DecideTown() {
    child = office.add("child", {{"name", "韦小燕"}});
    office.sync();
    helper.sync();
  }
  Id visit(const std::string& mind) {
    return helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", mind}});
  }
  std::vector<Attention> attention(Device& device) {
    auto list = device.client().attention(100);
    EXPECT_TRUE(list.ok());
    return *list;
  }
  // What waits for the office, once it has synced.
  std::vector<Attention> held(Device& device) {
    device.sync();
    return attention(device);
  }
  void pair() {
    office.add("pairing",
               {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    office.sync();
  }
  std::uint64_t needs_attention(Device& device) { return device.client().status()->needs_attention; }
};

}  // namespace xinqiao::testing
