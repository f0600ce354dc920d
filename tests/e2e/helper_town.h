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
  Id pair() { return pair(child); }
  Id pair(const Id& with) { return pair(with, helper); }
  Id pair(const Id& with, Device& whose) {
    return office.add(
        "pairing",
        {{"child", with.uuid()}, {"helper", whose.client().identity()->person.uuid()}, {"role", "volunteer"}});
  }
};

// The same with a check-in that the helper has seen while they were paired.
struct CheckTown : HelperTown {
  Id check = office.add("check_in", {{"child", child.uuid()}, {"result", "well"}, {"note", "在家"}});

  // Their pairing ends; from then on what they write waits for the office.
  void lose_scope() {
    helper.sync();
    const Id pairing = pair();
    sync();
    ASSERT_TRUE(office.remove(pairing).ok());
    office.sync();
  }
  void edit_out_of_scope() {
    lose_scope();
    ASSERT_TRUE(helper.set(check, {{"note", "不在家"}}).ok());
    sync();
  }
  void return_it() {
    ASSERT_TRUE(office.client().decide(office.attention().at(0).id, false, "请再看看").ok());
    sync();
  }
};

}  // namespace xinqiao::testing
