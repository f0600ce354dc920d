// Goal: unsent work leaves a phone that does not open any more. Method: rescue without the PIN, taken in by the
// server, twice.
#include "e2e/world.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao::testing {
namespace {

TEST(RescueRoad, UnsentWorkArrivesOnceAndThePhoneSyncsOnAfterwards) {
  World world;
  Device office{world, world.office_code()};
  Device lost{world, world.invite("office", "王主任")};
  const Id child = lost.add("child", {{"name", "韦小燕"}});
  lost.sync();
  const Id visit = lost.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "愿意说话了"}});
  const TempFolder stick;
  SystemFileSystem files;
  const auto rescued = lost.rescue(stick / "work.xqrescue");
  ASSERT_TRUE(rescued.ok()) << rescued.error().message;
  EXPECT_EQ(rescued->changes, 2U);
  EXPECT_EQ(rescued->unsent, 1U);
  const auto bundle = files.read(stick / "work.xqrescue");
  for (const std::uint64_t fresh : {1U, 0U}) {
    const auto report = server::take_rescue(world.data(), *bundle, world.clock, world.random);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->accepted, fresh);
    EXPECT_EQ(report->repeated, 2U - fresh);
  }
  office.sync();
  EXPECT_EQ(office.value(visit, "mind"), "\"愿意说话了\"");
  lost.sync();
  office.sync();
  EXPECT_EQ(office.count("visit"), 1U);
  EXPECT_EQ(office.digest(), lost.digest());
  EXPECT_EQ(lost.client().status()->unsent, 0U);
}

server::RescueReport take(World& world, Device& phone) {
  const TempFolder stick;
  SystemFileSystem files;
  EXPECT_TRUE(phone.rescue(stick / "work").ok());
  const auto report = server::take_rescue(world.data(), *files.read(stick / "work"), world.clock, world.random);
  EXPECT_TRUE(report.ok()) << report.error().message;
  return report.ok() ? *report : server::RescueReport();
}

TEST(RescueRoad, BringsARestoredServerWhatWasAcknowledgedToo) {
  World world;
  Device office{world, world.office_code()};
  Device phone{world, world.invite("office", "王主任")};
  phone.add("child", {{"name", "韦小燕"}});
  phone.sync();
  const auto backup = world.copy();
  const Id sent = phone.add("child", {{"name", "覃大川"}});
  phone.sync();
  const Id unsent = phone.add("child", {{"name", "龙小兰"}});
  world.put_back(backup);
  for (int i = 0; i < 2; ++i) office.sync();
  const auto report = take(world, phone);
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_EQ(report.repeated, 1U);
  EXPECT_TRUE(report.all_taken());
  office.sync();
  EXPECT_TRUE(office.attention().empty());
  EXPECT_TRUE(office.holds(sent));
  EXPECT_TRUE(office.holds(unsent));
  phone.sync();
  office.sync();
  EXPECT_EQ(office.digest(), phone.digest());
}

TEST(RescueRoad, OfADeviceThatEnrolledAfterTheBackupIsTakenWithItsDevice) {
  World world;
  Device office{world, world.office_code()};
  office.sync();
  const auto backup = world.copy();
  Device phone{world, world.invite("office", "王主任")};
  const Id sent = phone.add("child", {{"name", "覃大川"}});
  phone.sync();
  const Id unsent = phone.add("child", {{"name", "龙小兰"}});
  world.put_back(backup);
  for (int i = 0; i < 2; ++i) office.sync();
  EXPECT_EQ(take(world, phone).accepted, 2U);
  const auto again = take(world, phone);
  EXPECT_EQ(again.repeated, 2U);
  EXPECT_TRUE(again.all_taken());
  office.sync();
  EXPECT_TRUE(office.holds(sent));
  EXPECT_TRUE(office.holds(unsent));
  EXPECT_EQ(office.value(phone.client().identity()->person, "name"), "\"王主任\"");
  phone.sync();
  office.sync();
  EXPECT_EQ(office.digest(), phone.digest());
}

TEST(RescueRoad, AnAdmissionLetsInNobodyElsesWork) {
  World world;
  Device office{world, world.office_code()};
  office.sync();
  const auto backup = world.copy();
  Device phone{world, world.invite("office", "王主任")};
  Device other{world, world.invite("office", "李秀英")};
  phone.add("child", {{"name", "覃大川"}});
  other.add("child", {{"name", "龙小兰"}});
  world.put_back(backup);
  for (int i = 0; i < 2; ++i) office.sync();
  const TempFolder stick;
  SystemFileSystem files;
  ASSERT_TRUE(phone.rescue(stick / "a").ok() && other.rescue(stick / "b").ok());
  v1::Bundle mixed;
  v1::Bundle admission;
  ASSERT_TRUE(mixed.ParseFromString(*files.read(stick / "a")));
  ASSERT_TRUE(admission.ParseFromString(*files.read(stick / "b")));
  mixed.set_admission(admission.admission());
  const auto report = server::take_rescue(world.data(), mixed.SerializeAsString(), world.clock, world.random);
  EXPECT_EQ(report->refused, 1U);
  EXPECT_EQ(report->accepted, 0U);
}

}  // namespace
}  // namespace xinqiao::testing
