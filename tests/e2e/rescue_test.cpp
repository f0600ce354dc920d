// Goal: unsent work leaves a phone that does not open any more. Method: rescue without the PIN, taken in by the
// server, twice.
#include "e2e/world.h"

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
  EXPECT_EQ(rescued->changes, 1U);
  const auto bundle = files.read(stick / "work.xqrescue");
  for (const std::uint64_t fresh : {1U, 0U}) {
    const auto report = server::take_rescue(world.data(), *bundle, world.clock, world.random);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->accepted, fresh);
    EXPECT_EQ(report->repeated, 1U - fresh);
  }
  office.sync();
  EXPECT_EQ(office.value(visit, "mind"), "\"愿意说话了\"");
  lost.sync();
  office.sync();
  EXPECT_EQ(office.count("visit"), 1U);
  EXPECT_EQ(office.digest(), lost.digest());
  EXPECT_EQ(lost.client().status()->unsent, 0U);
}

}  // namespace
}  // namespace xinqiao::testing
