#pragma once

#include <functional>

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
  static std::size_t clashes(Device& device) { return device.client().clashes()->size(); }
  // All that is listed at the office, once.
  Client::Saved put_back_listed() {
    Client::Saved all;
    for (const Attention& item : office.attention()) {
      const auto saved = office.client().put_back(item.id);
      EXPECT_TRUE(saved.ok());
      if (!saved.ok()) continue;
      all.written += saved->written;
      all.kept += saved->kept;
    }
    EXPECT_TRUE(all.kept > 0 || office.attention().empty()) << "nothing is left for another look";
    office.sync();
    return all;
  }
  // Decides the only clash there is, having looked.
  static void take(Device& device, const std::function<std::size_t(const Clash&)>& index) {
    const auto all = *device.client().clashes();
    ASSERT_EQ(all.size(), 1U);
    ASSERT_TRUE(device.client().remember_shown(all).ok());
    ASSERT_TRUE(device.client().resolve(all[0].id, {.how = Resolution::How::kTake, .index = index(all[0])}).ok());
  }
  // It is about a deletion.
  static void take_deletion(Device& device, bool deletes) {
    take(device, [&](const Clash& clash) -> std::size_t { return clash.values[0].value.empty() == deletes ? 1 : 0; });
  }
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
