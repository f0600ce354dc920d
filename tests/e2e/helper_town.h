#pragma once

#include "e2e/world.h"

namespace xinqiao::testing {

// An office, a child, and a helper who is not paired to it.
struct HelperTown {
  World world;
  Device office{world, world.office_code()};
  Device helper{world, world.invite("helper", "李秀英")};
  Id child = office.add("child", {{"name", "韦小燕"}});

  void sync() {
    for (auto* device : {&office, &helper, &office, &helper}) device->sync();
  }
  Id pair() {
    return office.add(
        "pairing",
        {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  }
};

}  // namespace xinqiao::testing
