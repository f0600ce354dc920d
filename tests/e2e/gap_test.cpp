// Goal: what a damaged phone still gives away is not lost because of what it lost. Method: real devices; a rescue file
// with a batch left out; the office's attention and its release; a server restored to before.
#include "e2e/world.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao::testing {
namespace {

constexpr std::size_t kFillsABatch = 8000;  // two notes of this size close one

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device phone;
  Id child;
  std::vector<Id> visits;  // unsent on the phone, two in each batch

  explicit Township(const std::string& role = "office") : phone(world, world.invite(role, "李秀英")) {
    const Id person = phone.client().identity()->person;
    child = office.add("child", {{"name", "韦小燕"}});
    office.add("pairing", {{"child", child.uuid()}, {"helper", person.uuid()}, {"role", "volunteer"}});
    office.sync();
    phone.sync();
    for (int i = 0; i < 6; ++i) {
      visits.push_back(
          phone.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(kFillsABatch, i)}}));
    }
  }
  v1::Bundle rescued() {
    const TempFolder stick;
    SystemFileSystem files;
    EXPECT_TRUE(phone.rescue(stick / "work").ok());
    v1::Bundle bundle;
    EXPECT_TRUE(bundle.ParseFromString(*files.read(stick / "work")));
    return bundle;
  }
  // As when the page of one of the unsent batches cannot be read.
  v1::Bundle without(int batch) {
    v1::Bundle bundle = rescued();
    bundle.mutable_batches()->DeleteSubrange(bundle.batches_size() - 3 + batch, 1);
    return bundle;
  }
  server::RescueReport take(const v1::Bundle& bundle) {
    const auto report = server::take_rescue(world.data(), bundle.SerializeAsString(), world.clock, world.random);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : server::RescueReport();
  }
  std::vector<Attention> attention() {
    office.sync();
    return *office.client().attention(100);
  }
  void release() {
    const auto waiting = attention();
    ASSERT_EQ(waiting.size(), 1U);
    ASSERT_TRUE(office.client().release(waiting[0].id).ok());
    EXPECT_EQ(office.client().status()->needs_attention, 0U) << "released here, not sent yet";
    office.sync();
  }
  std::uint64_t at_the_office() {
    office.sync();
    return office.count("visit");
  }
  void expect_all_alike() {
    phone.sync();
    office.sync();
    EXPECT_EQ(office.count("visit"), visits.size());
    EXPECT_EQ(office.digest(), phone.digest());
    EXPECT_EQ(phone.client().status()->unsent, 0U);
    EXPECT_EQ(office.client().status()->needs_attention, 0U);
  }
};

TEST(GapRoad, HeldItIsShownAndReleasedItIsThereAndThePhoneSyncsOn) {
  Township town;
  const auto report = town.take(town.without(1));
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_EQ(report.held, 2U);
  const auto waiting = town.attention();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].state, "gap");
  EXPECT_EQ(waiting[0].missing, 2U);
  EXPECT_EQ(waiting[0].waiting, 2U);
  EXPECT_EQ(waiting[0].by, town.phone.client().identity()->person);
  EXPECT_EQ(town.office.client().status()->needs_attention, 1U);
  EXPECT_EQ(town.at_the_office(), 2U);
  town.release();
  EXPECT_EQ(town.at_the_office(), 4U);
  town.visits.push_back(town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}}));
  town.expect_all_alike();
}

TEST(GapRoad, ThePhoneThatSyncsAfterAllFillsIt) {
  Township town;
  EXPECT_EQ(town.take(town.without(0)).held, 4U);
  EXPECT_EQ(town.attention().size(), 1U);
  town.expect_all_alike();
  EXPECT_TRUE(town.attention().empty());
}

TEST(GapRoad, AWholeFileFillsIt) {
  Township town;
  const v1::Bundle whole = town.rescued();
  EXPECT_EQ(town.take(town.without(0)).held, 4U);
  const auto report = town.take(whole);
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_EQ(report.repeated, 4U);
  EXPECT_EQ(town.at_the_office(), 6U);
  EXPECT_TRUE(town.attention().empty());
  town.expect_all_alike();
}

TEST(GapRoad, WhatTurnsUpAfterTheReleaseIsTakenToo) {
  Township town;
  const v1::Bundle whole = town.rescued();
  town.take(town.without(1));
  town.release();
  const auto report = town.take(whole);
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_EQ(report.repeated, 4U);
  EXPECT_EQ(town.at_the_office(), 6U);
  town.expect_all_alike();
}

TEST(GapRoad, ALostLastBatchIsShownAndReleasedAndThePhoneGoesOn) {
  Township town;
  const auto report = town.take(town.without(2));
  EXPECT_EQ(report.accepted, 4U);
  EXPECT_EQ(report.unreadable, 2U);
  const auto waiting = town.attention();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].state, "gap");
  EXPECT_EQ(waiting[0].missing, 2U);
  EXPECT_EQ(waiting[0].waiting, 0U);
  EXPECT_EQ(waiting[0].by, town.phone.client().identity()->person);
  town.release();
  EXPECT_TRUE(town.attention().empty());
  EXPECT_EQ(town.office.client().release(waiting[0].id).error().code, ErrorCode::kRefused);
  // They turn up all the same.
  town.visits.push_back(town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}}));
  town.expect_all_alike();
}

TEST(GapRoad, ALostLastBatchThatComesAfterAllIsShownNoLonger) {
  Township town;
  const v1::Bundle whole = town.rescued();
  town.take(town.without(2));
  EXPECT_EQ(town.attention().size(), 1U);
  EXPECT_EQ(town.take(whole).accepted, 2U);
  EXPECT_TRUE(town.attention().empty());
  town.expect_all_alike();
}

TEST(GapRoad, WhatIsWrittenBehindALostLastBatchWaitsUnderTheSameItem) {
  Township town;
  town.take(town.without(2));
  const Id item = town.attention().front().id;
  const std::string note = letters(kFillsABatch, 7);
  town.visits.push_back(town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", note}}));
  v1::Bundle bundle = town.rescued();
  bundle.mutable_batches()->DeleteSubrange(bundle.batches_size() - 2, 1);
  EXPECT_EQ(town.take(bundle).held, 1U);
  const auto waiting = town.attention();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].id, item);
  EXPECT_EQ(waiting[0].missing, 2U);
  EXPECT_EQ(waiting[0].waiting, 1U);
  town.release();
  EXPECT_EQ(town.at_the_office(), 5U);
  town.expect_all_alike();
}

TEST(GapRoad, ARestoredServerHearsTheReleaseBeforeTheFileAndLetsItIn) {
  Township town;
  town.office.sync();
  const auto backup = town.world.copy();
  const v1::Bundle file = town.without(1);
  town.take(file);
  town.release();
  town.world.put_back(backup);
  for (int i = 0; i < 2; ++i) town.office.sync();
  const auto report = town.take(file);
  EXPECT_EQ(report.accepted, 4U);
  EXPECT_EQ(report.unreadable, 2U);
  EXPECT_EQ(report.held, 0U);
  EXPECT_EQ(town.at_the_office(), 4U);
  town.expect_all_alike();
}

TEST(GapRoad, AServerRestoredToBetweenHearsTheReleaseAgain) {
  for (const char* role : {"office", "helper"}) {
    Township town(role);
    town.take(town.without(1));
    EXPECT_EQ(town.attention().size(), 1U);
    const auto backup = town.world.copy();
    town.release();
    EXPECT_EQ(town.at_the_office(), 4U);
    town.world.put_back(backup);
    for (int i = 0; i < 3; ++i) town.office.sync();
    Device second{town.world, town.world.invite("office", "王主任")};
    second.sync();
    town.office.sync();
    EXPECT_EQ(second.count("visit"), 4U) << role;
    EXPECT_EQ(second.digest(), town.office.digest()) << role;
    EXPECT_TRUE(town.attention().empty());
  }
}

TEST(GapRoad, OnlyAnOfficeReleasesAndOnlyWhatWaits) {
  Township town;
  Device helper{town.world, town.world.invite("helper", "张大山")};
  town.take(town.without(1));
  const Id gap = town.attention().front().id;
  EXPECT_EQ(helper.client().release(gap).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.office.client().release(town.child).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(town.office.client().decide(gap, true, "").error().code, ErrorCode::kNotFound);
  town.release();
  EXPECT_EQ(town.office.client().release(gap).error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace xinqiao::testing
