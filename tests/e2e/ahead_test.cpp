// Goal: a day's work in many requests arrives once and whole, and comes to rest on the device, whatever happens to any
// of them. Method: real devices, real service; each next request is made while the one before is under way.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

constexpr int kVisits = 120;

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};

  // About 240 KiB, four requests; of the first visits there is an edit, too.
  void write_a_day() {
    const Id child = office.add("child", {{"name", "韦小燕"}});
    for (int i = 0; i < kVisits; ++i) {
      const Id visit = office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(2000, i)}});
      if (i >= 5) continue;
      EXPECT_TRUE(office.set(visit, {{"learning", letters(100, i)}}).ok());
    }
  }
};

// Posts as the wire does, and looks at what waits each time.
class Looking final : public Transport {
 public:
  Looking(Device& device, Transport& wire) : device_(device), wire_(wire) {}
  Result<HttpAnswer> post(std::string_view path, BytesView body) override { return wire_.post(path, body); }
  Result<HttpAnswer> post_with_work(std::string_view path, BytesView body, const Work& work) override {
    unsent.push_back(device_.client().status()->unsent);
    return wire_.post_with_work(path, body, work);
  }
  std::vector<std::uint64_t> unsent;

 private:
  Device& device_;
  Transport& wire_;
};

TEST(Ahead, TheNextRequestLeavesBeforeTheAnswerIsTakenIn) {
  for (const int works : {0, 1000}) {
    Township town;
    town.office.sync();
    town.office.wire.works = works;
    town.write_a_day();
    Looking link(town.office, town.office.wire);
    ASSERT_TRUE(town.office.client().sync(link, [](std::int64_t) { return true; }, 30'000, nullptr).ok());
    ASSERT_GE(link.unsent.size(), 3U);
    EXPECT_EQ(link.unsent[0] == link.unsent[1], works > 0);
    EXPECT_EQ(town.office.in_overlay(), 0U);
  }
}

TEST(Ahead, EveryChangeArrivesOnceWhateverHappensToARequest) {
  for (const Fate fate : {Fate::kLoseRequest, Fate::kLoseAnswer, Fate::kDouble, Fate::kLate}) {
    for (std::size_t at = 0; at < 4; ++at) {
      SCOPED_TRACE(std::to_string(static_cast<int>(fate)) + " at " + std::to_string(at));
      Township town;
      town.office.sync();
      town.write_a_day();
      town.office.wire.fates.assign(at, Fate::kGood);
      town.office.wire.fates.push_back(fate);
      const SyncReport report = town.office.sync();
      EXPECT_EQ(report.accepted, kVisits + 6U);
      EXPECT_EQ(town.office.in_overlay(), 0U);
      EXPECT_EQ(town.office.sync().pulled, 0U);
      town.second.sync();
      EXPECT_EQ(town.second.count("visit"), static_cast<std::uint64_t>(kVisits));
      EXPECT_EQ(town.office.digest(), town.second.digest());
    }
  }
}

// The link is gone for good in mid-push: what was taken early is not told again, and what others wrote comes.
TEST(Ahead, WhatWasTakenBeforeTheLinkBrokeIsNotSentBack) {
  for (int good = 1; good < 4; ++good) {
    for (const int works : {1, 3, 1000}) {
      SCOPED_TRACE(std::to_string(good) + " requests, " + std::to_string(works) + " steps");
      Township town;
      town.office.sync();
      town.office.wire.works = works;
      town.write_a_day();
      town.office.wire.fates.assign(static_cast<std::size_t>(good), Fate::kGood);
      town.office.wire.fates.insert(town.office.wire.fates.end(), 100, Fate::kLoseRequest);
      ASSERT_FALSE(town.office.try_sync().ok());
      town.office.wire.fates.clear();
      town.office.reopen();
      town.second.sync();
      const Id theirs = town.second.add("child", {{"name", "龙小兰"}});
      town.second.sync();
      EXPECT_EQ(town.office.sync().pulled, 1U) << "what the other wrote";
      EXPECT_TRUE(town.office.holds(theirs));
      EXPECT_EQ(town.office.in_overlay(), 0U);
      town.second.sync();
      EXPECT_EQ(town.office.digest(), town.second.digest());
    }
  }
}

// Its record comes to rest here with the receipt of what created it; where a later edit put it is not lost by that.
TEST(Ahead, AVisitThatWasMovedToAnotherChildStaysThereWhenTheLinkBreaks) {
  Township town;
  const Id one = town.office.add("child", {{"name", "韦小燕"}});
  const Id other = town.office.add("child", {{"name", "龙小兰"}});
  town.office.sync();
  const Id visit = town.office.add("visit", {{"child", one.uuid()}, {"kind", "talk"}});
  for (int i = 0; i < kVisits; ++i) {
    town.office.add("visit", {{"child", one.uuid()}, {"kind", "talk"}, {"mind", letters(2000, i)}});
  }
  ASSERT_TRUE(town.office.set(visit, {{"child", other.uuid()}}).ok());
  const auto visits_of = [&](const Id& child) {
    const auto page = town.office.client().list(schema::find_kind("visit")->number, child, {}, 1000);
    return page.ok() ? page->records.size() : 0;
  };
  town.office.wire.fates = {Fate::kGood};
  town.office.wire.fates.insert(town.office.wire.fates.end(), 100, Fate::kLoseRequest);
  ASSERT_FALSE(town.office.try_sync().ok());
  EXPECT_EQ(visits_of(other), 1U);
  EXPECT_EQ(visits_of(one), static_cast<std::size_t>(kVisits));
  town.office.wire.fates.clear();
  town.office.sync();
  EXPECT_EQ(visits_of(other), 1U);
  EXPECT_EQ(visits_of(one), static_cast<std::size_t>(kVisits));
}

TEST(Ahead, WhatTheOfficeHasToDecideIsToldAsEver) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  Device helper(town.world, town.world.invite("helper", "韦老师"));
  helper.sync();
  for (int i = 0; i < kVisits; ++i) {
    helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(2000, i)}});
  }
  EXPECT_EQ(helper.sync().quarantined, static_cast<std::uint64_t>(kVisits));
}

}  // namespace
}  // namespace xinqiao::testing
