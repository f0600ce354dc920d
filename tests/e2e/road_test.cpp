// Goal: a visit saved offline on one device arrives, once and whole, at the office. Method: real devices, real
// service, in one process; the network between them fails on purpose.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device second{world, world.invite("office", "王主任")};
};

TEST(Road, WhatOneOfficeSavesTheOtherReads) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"remark", "家里四口人，爷爷腿脚不便。"}});
  const Id visit =
      town.office.add("visit", {{"child", child.uuid()}, {"kind", "home_visit"}, {"living", "灶边的电线老化了"}});
  const auto pushed = town.office.sync();
  EXPECT_EQ(pushed.accepted, 2U);
  town.second.sync();
  EXPECT_EQ(town.second.value(visit, "living"), "\"灶边的电线老化了\"");
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Road, NothingNewIsOneRequest) {
  Township town;
  town.office.sync();
  town.office.sync();
  town.office.wire.posts = 0;
  const auto report = town.office.sync();
  EXPECT_EQ(report.requests, 1U);
  EXPECT_EQ(report.pulled, 0U);
  EXPECT_EQ(report.pushed, 0U);
  EXPECT_LE(report.bytes_up, 200U);
  EXPECT_LE(report.bytes_down, 200U);
}

TEST(Road, AFewVisitsAreOneRequest) {
  Township town;
  town.office.sync();
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  for (int i = 0; i < 5; ++i)
    town.office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "愿意说话了"}});
  EXPECT_EQ(town.office.sync().requests, 1U);
}

TEST(Road, OwnAcceptedChangesAreNotSentBack) {
  Township town;
  town.office.sync();
  town.office.add("child", {{"name", "韦小燕"}});
  EXPECT_EQ(town.office.sync().pulled, 0U);
  EXPECT_EQ(town.office.sync().pulled, 0U);
}

// A day's work in many requests does not come down again, not even when the last of them is another day's.
TEST(Road, OwnChangesOfEarlierRequestsAreNotSentBack) {
  for (const bool cut : {false, true}) {
    Township town;
    town.office.sync();
    const Id child = town.office.add("child", {{"name", "韦小燕"}});
    for (int i = 0; i < 40; ++i) {
      town.office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(2000, i)}});
    }
    town.second.sync();
    const Id theirs = town.second.add("child", {{"name", "龙小兰"}});
    town.second.sync();
    if (cut) {
      town.office.wire.fates.assign(1, Fate::kGood);
      town.office.wire.fates.insert(town.office.wire.fates.end(), 100, Fate::kLoseRequest);
      ASSERT_FALSE(town.office.try_sync().ok());
      town.office.wire.fates.clear();
    }
    const SyncReport report = town.office.sync();
    EXPECT_EQ(report.pulled, 1U) << "what the other wrote";
    EXPECT_LT(report.bytes_down, 4096U);
    EXPECT_EQ(town.office.in_overlay(), 0U);
    EXPECT_TRUE(town.office.holds(theirs));
    town.second.sync();
    EXPECT_EQ(town.office.digest(), town.second.digest());
  }
}

// Nor is it named for ever when the server has them and not their records.
TEST(Road, WhatAPullHasPassedIsNotNamedAgain) {
  Township town;
  std::vector<Id> visits(6);
  town.second.sync();
  const auto before = town.world.copy();
  const Id child = town.second.add("child", {{"name", "龙小兰"}});
  for (Id& visit : visits) visit = town.second.add("visit", {{"child", child.uuid()}, {"kind", "talk"}});
  for (auto* device : {&town.second, &town.office}) device->sync();
  for (const Id& visit : visits) {
    ASSERT_TRUE(town.office.set(visit, {{"mind", "想妈妈"}}).ok());
    town.office.add("child", {{"name", "韦小燕"}});
  }
  town.office.sync();
  const std::uint64_t idle = town.office.sync().bytes_up;
  town.world.put_back(before);
  for (int i = 0; i < 3; ++i) town.office.sync();
  const auto listed = town.office.attention();
  for (const Attention& item : listed) {
    if (item.state != "lost") continue;
    ASSERT_TRUE(town.office.client().let_go(item.id).ok());
  }
  EXPECT_EQ(town.office.sync().bytes_up, idle);
}

TEST(Road, AfterACompletePullOwnChangesArePartOfBase) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  ASSERT_TRUE(town.office.set(child, {{"grade", "3"}}).ok());
  EXPECT_EQ(town.office.in_overlay(), 2U);
  const auto shown = town.office.digest();
  town.office.sync();
  EXPECT_EQ(town.office.in_overlay(), 0U);
  town.office.sync();
  town.second.sync();
  EXPECT_EQ(town.office.value(child, "grade"), "3");
  EXPECT_NE(town.office.digest(), shown);  // by now it holds people and organisations too
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Road, DifferentFieldsOfOneChildEditedOfflineBothStay) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  town.office.sync();
  town.second.sync();
  ASSERT_TRUE(town.office.set(child, {{"grade", "4"}}).ok());
  ASSERT_TRUE(town.second.set(child, {{"home_address", "兴沟坳8组11号"}}).ok());
  for (auto* device : {&town.office, &town.second, &town.office}) device->sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(child, "grade"), "4");
    EXPECT_EQ(device->value(child, "home_address"), "\"兴沟坳8组11号\"");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Road, TheSameFieldEditedOfflineKeepsBothValuesAndShowsOneEverywhere) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  town.office.sync();
  town.second.sync();
  ASSERT_TRUE(town.office.set(child, {{"grade", "4"}}).ok());
  town.world.clock.advance(1000);
  ASSERT_TRUE(town.second.set(child, {{"grade", "5"}}).ok());
  town.office.sync();
  EXPECT_EQ(town.second.sync().clashed, 1U);
  town.office.sync();
  for (auto* device : {&town.office, &town.second}) {
    EXPECT_EQ(device->value(child, "grade"), "5");
    const auto clashes = device->client().clashes();
    ASSERT_EQ(clashes->size(), 1U);
    EXPECT_EQ(clashes->front().values.size(), 2U);
  }
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

TEST(Road, ManyRecordsArriveOverManyPages) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  for (int i = 0; i < 300; ++i) {
    town.office.add(
        "visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(600, i)}, {"place", std::to_string(i)}});
  }
  EXPECT_EQ(town.office.sync().accepted, 301U);
  const auto pulled = town.second.sync();
  EXPECT_GT(pulled.requests, 2U);
  EXPECT_EQ(town.second.count("visit"), 300U);
  EXPECT_EQ(town.office.digest(), town.second.digest());
  EXPECT_EQ(town.office.client().status()->unsent, 0U);
}

// Every way a network fails at each of the first requests changes nothing but the time it takes.
class Faults : public ::testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(Faults, ChangeNothing) {
  const auto [fate, at] = GetParam();
  Township town;
  town.office.sync();
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  for (int i = 0; i < 60; ++i) {
    town.office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(900, i)}});
  }
  town.office.wire.fates.assign(static_cast<std::size_t>(at), Fate::kGood);
  town.office.wire.fates.push_back(static_cast<Fate>(fate));
  ASSERT_TRUE(town.office.set(child, {{"grade", "4"}}).ok());
  town.office.sync();
  ASSERT_TRUE(town.office.set(child, {{"grade", "5"}}).ok());
  town.office.sync();
  town.second.wire.fates = town.office.wire.fates;
  town.second.sync();
  EXPECT_EQ(town.second.count("visit"), 60U);
  EXPECT_EQ(town.second.value(child, "grade"), "5");
  EXPECT_EQ(town.office.digest(), town.second.digest());
  const auto status = town.office.client().status();
  EXPECT_EQ(status->unsent, 0U);
  EXPECT_EQ(status->needs_attention, 0U);
  EXPECT_EQ(status->clashes, 0U);
}

INSTANTIATE_TEST_SUITE_P(Road, Faults, ::testing::Combine(::testing::Range(1, 5), ::testing::Range(0, 4)));

TEST(Road, ALostAnswerAndAKilledServerLoseAndDoubleNothing) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.wire.fates = {Fate::kLoseAnswer};
  town.office.wire.fates.insert(town.office.wire.fates.end(), 50, Fate::kLoseRequest);
  EXPECT_FALSE(town.office.try_sync().ok());
  town.office.wire.fates.clear();
  town.world.restart();
  town.office.reopen();
  ASSERT_TRUE(town.office.set(child, {{"grade", "2"}}).ok());
  EXPECT_EQ(town.office.sync().accepted, 2U);
  town.second.sync();
  EXPECT_EQ(town.second.count("child"), 1U);
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

// Loses the third answer, and the server is killed then; the fourth is the last that gets through.
class BrokenOff final : public Transport {
 public:
  BrokenOff(World& world, Transport& wire) : world_(world), wire_(wire) {}
  Result<HttpAnswer> post(std::string_view path, BytesView body) override {
    if (++posts_ > 4) return Error{ErrorCode::kNetwork, "lost"};
    auto answer = wire_.post(path, body);
    if (posts_ != 3) return answer;
    world_.restart();
    return Error{ErrorCode::kNetwork, "lost"};
  }

 private:
  World& world_;
  Transport& wire_;
  int posts_ = 0;
};

// The server has the batch and knows nothing of its pieces any more, so it asks for them again, and tells of records.
TEST(Road, ABatchInPiecesWhoseLastAnswerIsLostMakesNoClashWithItself) {
  Township town;
  Device phone(town.world, town.world.invite("office", "王主任"));  // its pages begin at 16 KiB, and double
  const Id child = phone.add("child", {{"name", "韦小燕"}, {"grade", "1"}});
  ASSERT_TRUE(phone.set(child, {{"grade", "2"}}).ok());
  std::vector<Edit> together;  // 70 KiB in one batch: pieces of 16, 32 and 22
  for (int i = 0; i < 5; ++i) {
    const Id visit = phone.add("visit", {{"child", child.uuid()}, {"kind", "talk"}});
    together.push_back(*phone.fill(visit, {{"mind", letters(7000, i)}, {"learning", letters(7000, i + 1)}}));
  }
  ASSERT_TRUE(phone.client().save(std::move(together)).ok());
  BrokenOff link(town.world, phone.wire);
  const auto wait = [&](std::int64_t ms) {
    town.world.clock.advance(ms);
    return true;
  };
  EXPECT_FALSE(phone.client().sync(link, wait, 30'000, nullptr).ok());
  EXPECT_EQ(phone.client().status()->unsent, 12U) << "no answer has said yet that the batch is there";
  EXPECT_TRUE(phone.client().clashes()->empty());
  EXPECT_EQ(phone.value(child, "grade"), "2");
  phone.sync();
  EXPECT_TRUE(phone.client().clashes()->empty());
  town.second.sync();
  EXPECT_EQ(phone.digest(), town.second.digest());
}

// Connections that hang: each attempt costs its time before it fails.
class Nobody final : public Transport {
 public:
  explicit Nobody(ManualClock& clock) : clock_(clock) {}
  Result<HttpAnswer> post(std::string_view /*path*/, BytesView /*body*/) override {
    clock_.advance(10'000);
    return Error{ErrorCode::kNetwork, "nobody answers"};
  }

 private:
  ManualClock& clock_;
};

TEST(Road, AServerThatHangsIsGivenUpAsSoonAsOneThatIsNotThere) {
  Township town;
  Nobody nobody(town.world.clock);
  const auto began = town.world.clock.monotonic_ms();
  const auto wait = [&](std::int64_t ms) {
    town.world.clock.advance(ms);
    return true;
  };
  EXPECT_FALSE(town.office.client().sync(nobody, wait, 28'000, nullptr).ok());
  EXPECT_LT(town.world.clock.monotonic_ms() - began, 28'000 + 10'000);
}

TEST(Road, AReplayedRequestIsRefusedAndChangesNothing) {
  Township town;
  town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  const auto before = town.office.digest();
  const auto answer = town.second.wire.post("/v1/sync", town.office.wire.sent.front());
  ASSERT_TRUE(answer.ok());
  EXPECT_NE(answer->status, 200);
  town.second.sync();
  EXPECT_EQ(town.second.digest(), before);
}

TEST(Road, ADeviceWhoseClockIsWildStillSyncsAndLearnsTheTime) {
  Township town;
  town.world.clock.jump_wall(-1'700'000'000'000);  // devices and server share the clock; the device learned before
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  town.second.sync();
  EXPECT_EQ(town.second.value(child, "name"), "\"韦小燕\"");
}

TEST(Road, DeletedOnOneIsHiddenOnTheOther) {
  Township town;
  const Id child = town.office.add("child", {{"name", "韦小燕"}});
  town.office.sync();
  town.second.sync();
  Edit edit;
  edit.draft = *town.office.client().open_draft(child);
  edit.deletes = true;
  ASSERT_TRUE(town.office.client().save({edit}).ok());
  town.office.sync();
  town.second.sync();
  EXPECT_EQ(town.second.count("child"), 0U);
  EXPECT_EQ(town.office.digest(), town.second.digest());
}

}  // namespace
}  // namespace xinqiao::testing
