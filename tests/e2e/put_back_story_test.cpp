// Goal: history tells after a restore what it told before, whoever comes back first, and of a concern nothing. Method:
// as put_back_test.
#include <algorithm>
#include <set>

#include "e2e/restore_town.h"

namespace xinqiao::testing {
namespace {

using Township = RestoreTown;

// Of a concern, which may have been confidential, nobody is told what stood in it before, whoever comes back first.
TEST(PutBack, OfAConcernNoStoryIsTold) {
  Township town;
  Device third(town.world, town.world.invite("office", "石老师"));
  town.office.sync();
  ASSERT_TRUE(town.office.set(third.client().identity()->person, {{"case_worker", "true"}}).ok());
  town.office.sync();
  const auto backup = town.world.copy();
  const Id concern = town.second.add(
      "concern", {{"child", town.child.uuid()}, {"kind", "health"}, {"what", "D0"}, {"confidential", "true"}});
  for (auto* device : {&town.second, &town.office, &third}) device->sync();
  town.set(town.office, concern, "what", "秘密甲");
  town.set(third, concern, "what", "秘密乙");
  for (auto* device : {&town.office, &third, &town.office}) device->sync();
  const auto clashes = *town.office.client().clashes();
  ASSERT_EQ(clashes.size(), 1U);
  ASSERT_TRUE(town.office.client().remember_shown(clashes).ok());
  Bytes open;
  const std::uint32_t what = schema::find_kind("concern")->message->find("what")->number;
  write_bytes(open, what, "公开");
  ASSERT_TRUE(town.office.client().resolve(clashes[0].id, {.how = Resolution::How::kValue, .value = open}).ok());
  town.set(town.office, concern, "confidential", "false");
  for (auto* device : {&town.office, &third, &town.second, &town.helper}) device->sync();
  town.world.put_back(backup);
  for (int round = 0; round < 2; ++round) {
    for (auto* device : {&town.office, &third, &town.second, &town.helper}) device->sync();
  }
  const auto history = town.helper.client().history(concern);
  ASSERT_TRUE(history.ok());
  for (const HistoryLine& line : *history) EXPECT_EQ(line.value.find("秘密"), Bytes::npos);
}

// One of a clash was overwritten by somebody who edited it alone; its author comes back last.
TEST(PutBack, TheStoryKeepsWhatStoodInAClash) {
  for (const bool decided : {false, true}) {
    Township town;
    Device third(town.world, town.world.invite("office", "石老师"));
    third.sync();
    const auto backup = town.world.copy();
    town.set(town.helper, town.child, "lives_with", "外婆");
    town.set(town.second, town.child, "lives_with", "姑姑");
    for (auto* device : {&town.helper, &town.second, &third}) device->sync();
    town.set(third, town.child, "lives_with", "姑姑家");
    for (auto* device : {&third, &town.office}) device->sync();
    const auto clashes = *town.office.client().clashes();
    ASSERT_EQ(clashes.size(), 1U);
    ASSERT_TRUE(town.office.client().remember_shown(clashes).ok());
    Resolution resolution{.how = Resolution::How::kTake, .index = 0};
    if (decided) {
      ASSERT_TRUE(town.office.client().resolve(clashes[0].id, resolution).ok());
    }
    town.office.sync();
    town.world.put_back(backup);
    for (auto* device : {&town.office, &third, &town.helper, &town.second}) device->sync();
    Device newcomer(town.world, town.world.invite("office", "新干事"));
    newcomer.sync();
    std::set<Bytes> told;
    const auto history = *newcomer.client().history(town.child);
    for (const HistoryLine& line : history) {
      const auto value = read_bytes(line.value);
      if (value) told.insert(*value);
    }
    for (const char* value : {"外婆", "姑姑", "姑姑家"}) EXPECT_TRUE(told.contains(value)) << value;
  }
}

// A decision that is back before what it decided between, in whatever order.
TEST(PutBack, TheStoryOfADecisionIsToldWhoeverComesFirst) {
  for (const int order : {0, 1, 2, 3, 4, 5}) {
    Township town;
    const auto backup = town.world.copy();
    town.set(town.helper, town.child, "lives_with", "外婆");
    town.set(town.second, town.child, "lives_with", "姑姑");
    for (auto* device : {&town.helper, &town.second, &town.office}) device->sync();
    const auto clashes = *town.office.client().clashes();
    ASSERT_EQ(clashes.size(), 1U);
    ASSERT_TRUE(town.office.client().remember_shown(clashes).ok());
    ASSERT_TRUE(town.office.client().resolve(clashes[0].id, {.how = Resolution::How::kTake, .index = 0}).ok());
    for (auto* device : {&town.office, &town.helper, &town.second}) device->sync();
    town.world.put_back(backup);
    std::vector<Device*> devices{&town.office, &town.helper, &town.second};
    std::ranges::sort(devices);
    for (int i = 0; i < order; ++i) std::ranges::next_permutation(devices);
    town.office.sync();  // as the operator is told; it may be the last to bring its own
    for (int round = 0; round < 2; ++round) {
      for (auto* device : devices) device->sync();
    }
    Device newcomer(town.world, town.world.invite("office", "石老师"));
    newcomer.sync();
    for (auto* device : {&town.office, &town.helper, &town.second, &newcomer}) {
      std::set<Bytes> told;
      const auto history = *device->client().history(town.child);
      for (const HistoryLine& line : history) {
        const auto value = read_bytes(line.value);
        if (value) told.insert(*value);
      }
      EXPECT_TRUE(told.contains("外婆") && told.contains("姑姑")) << "order " << order;
      EXPECT_TRUE(device->client().clashes()->empty());
    }
  }
}
}  // namespace
}  // namespace xinqiao::testing
