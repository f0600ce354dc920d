#pragma once

#include "e2e/helper_town.h"

namespace xinqiao::testing {

// A helper whose pairing ends, and two offices.
struct OutOfScopeTown : CheckTown {
  Device second{world, world.invite("office", "王主任")};
  Id pairing;

  void begin() {
    helper.sync();
    pairing = pair();
    sync();
    second.sync();
  }
  void end() {
    ASSERT_TRUE(office.remove(pairing).ok());
    office.sync();
  }
  void accept_all() {
    for (const Attention& item : office.attention()) {
      if (item.state == "lost") continue;
      ASSERT_TRUE(office.client().decide(item.id, true, "").ok());
    }
    sync();
  }
  std::size_t clashes_at(Device& device) { return device.client().clashes()->size(); }
};

}  // namespace xinqiao::testing
