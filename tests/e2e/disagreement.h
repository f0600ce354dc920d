#pragma once

#include "e2e/world.h"
#include "merge/change.h"

namespace xinqiao::testing {

// Three offices with a child in common.
struct Disagreement {
  Disagreement() {
    child = office.add("child", {{"name", "韦小燕"}, {"lives_with", "奶奶"}});
    sync_all();
  }

  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      for (auto* device : {&office, &second, &third}) device->sync();
    }
  }
  // Both offline; then everybody knows of it.
  void delete_against_edit() {
    Edit deletion;
    deletion.draft = *office.client().open_draft(child);
    deletion.deletes = true;
    ASSERT_TRUE(office.client().save({deletion}).ok());
    ASSERT_TRUE(second.set(child, {{"lives_with", "姑姑"}}).ok());
    sync_all();
  }
  // Three values of one field, none of whose authors saw the others.
  void disagree() {
    ASSERT_TRUE(office.set(child, {{"lives_with", "外婆"}}).ok());
    world.clock.advance(1000);
    ASSERT_TRUE(second.set(child, {{"lives_with", "姑姑"}}).ok());
    world.clock.advance(1000);
    ASSERT_TRUE(third.set(child, {{"lives_with", "叔叔"}}).ok());
    sync_all();
  }
  static Clash clash_on(Device& device) {
    const auto clashes = device.client().clashes();
    EXPECT_TRUE(clashes.ok());
    EXPECT_EQ(clashes->size(), 1U);
    return clashes->empty() ? Clash() : clashes->front();
  }
  void expect_settled(const std::string& value) {
    for (auto* device : {&office, &second, &third}) {
      EXPECT_TRUE(device->client().clashes()->empty());
      EXPECT_EQ(device->value(child, "lives_with"), value);
    }
    EXPECT_EQ(office.digest(), second.digest());
    EXPECT_EQ(office.digest(), third.digest());
  }

  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
  Device third{world, world.invite("office", "李干事")};
  Id child;
};

// By somebody who looked at the clash.
inline Resolution keeping(const Clash& clash) {
  Resolution resolution;
  for (const ClashValue& value : clash.values) resolution.looked_at.push_back(value.id);
  return resolution;
}
inline Resolution taking(const Clash& clash, std::size_t index) {
  Resolution resolution = keeping(clash);
  resolution.how = Resolution::How::kTake;
  resolution.index = index;
  return resolution;
}

inline std::string text_of(const Bytes& value) { return Bytes(read_bytes(value).value_or("")); }

}  // namespace xinqiao::testing
