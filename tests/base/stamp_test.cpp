// Goal: stamps only rise, whatever the clock says.
// Method: the edges of both parts, and random clocks.
#include "base/stamp.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace xinqiao {
namespace {

TEST(Stamp, HoldsMillisecondsAndCounter) {
  const Stamp stamp = stamp_at(1'776'000'000'123) + 7;
  EXPECT_EQ(stamp_ms(stamp), 1'776'000'000'123);
  EXPECT_EQ(stamp_counter(stamp), 7u);
}

TEST(Stamp, ALaterClockResetsTheCounter) { EXPECT_EQ(next_stamp(stamp_at(1000) + 9, 1001), stamp_at(1001)); }

TEST(Stamp, Rule13_AClockThatStandsOrGoesBackCountsOn) {
  EXPECT_EQ(next_stamp(stamp_at(1000), 1000), stamp_at(1000) + 1);
  EXPECT_EQ(next_stamp(stamp_at(1000) + 1, -5), stamp_at(1000) + 2);
}

TEST(Stamp, Rule13_AFullCounterCarriesIntoTheMilliseconds) {
  const Stamp full = stamp_at(1000) + 0xFFFF;
  EXPECT_EQ(next_stamp(full, 1000), stamp_at(1001));
  EXPECT_EQ(stamp_counter(next_stamp(full, 1000)), 0u);
}

TEST(Stamp, TimesOutsideItsRangeAreItsEnds) {
  EXPECT_EQ(stamp_at(-1), 0u);
  EXPECT_EQ(stamp_at(INT64_MAX), kStampMsMax << 16);
  EXPECT_EQ(next_stamp(UINT64_MAX, 0), UINT64_MAX);
}

TEST(Stamp, RisesForAnyClock) {
  EXPECT_TRUE(rc::check([](const std::vector<std::int32_t>& clock) {
    Stamp last = 0;
    for (const std::int64_t ms : clock) {
      const Stamp next = next_stamp(last, ms);
      RC_ASSERT(next > last);
      last = next;
    }
  }));
}

}  // namespace
}  // namespace xinqiao
