#pragma once

#include "e2e/world.h"

namespace xinqiao::testing {

// A phone whose folder is copied, and an office that sees what comes of it.
class Copies : public ::testing::Test {
 protected:
  Copies() {
    child_ = phone_.add("child", {{"name", "韦小燕"}});
    settle({&phone_, &watcher_});
  }

  Id talk(Device& device, const std::string& mind) {
    return device.add("visit", {{"child", child_.uuid()}, {"kind", "talk"}, {"mind", mind}});
  }
  static void settle(const std::vector<Device*>& devices) {
    for (int round = 0; round < 2; ++round) {
      for (Device* device : devices) device->sync();
    }
  }
  // Everybody has everything, and nothing is left to do or to decide.
  void expect_same(const std::vector<Device*>& devices, std::uint64_t visits, std::uint64_t clashes = 0) {
    for (Device* device : devices) {
      EXPECT_EQ(device->digest(), watcher_.digest());
      EXPECT_EQ(device->count("visit"), visits);
      const auto status = *device->client().status();
      EXPECT_EQ(status.unsent, 0U);
      EXPECT_EQ(status.needs_attention, device->told_copied()) << "nothing else";
      EXPECT_EQ(status.clashes, clashes);
      EXPECT_EQ(device->in_overlay(), 0U);
    }
  }
  std::size_t named_copied() {
    std::size_t named = 0;
    const auto devices = watcher_.client().list(schema::find_kind("device")->number, {}, {}, 100);
    for (const auto& shown : devices->records) {
      if (!watcher_.value(shown.id, "copied").empty()) ++named;
    }
    return named;
  }

  World world_;
  Device phone_{world_, world_.office_code()};
  Device watcher_{world_, world_.invite("office", "王主任")};
  Id child_;
};

}  // namespace xinqiao::testing
