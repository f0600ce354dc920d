// Goal: default times are believable whatever the device's clock has done since it met the server. Method: the pure
// function, one jump at a time.
#include "client/device_time.h"

#include <gtest/gtest.h>

namespace xinqiao {
namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t kYear = 365 * kDay;
constexpr std::int64_t kMet = 56 * kYear;  // when the server last answered

v1::WriterState met(std::int64_t offset_ms) {
  v1::WriterState writer;
  writer.set_server_ms(kMet);
  writer.set_offset_ms(offset_ms);
  return writer;
}

TEST(TrueTime, IsTheClockPutRightByTheServer) {
  EXPECT_EQ(true_time_ms(met(3 * kDay), kMet + kDay - 3 * kDay, {}), kMet + kDay);
  EXPECT_EQ(true_time_ms(met(-3 * kDay), kMet + kDay + 3 * kDay, {}), kMet + kDay);
}

TEST(TrueTime, AClockThatFellBackIsNotBelieved) { EXPECT_EQ(true_time_ms(met(0), kDay, {}), kMet); }

TEST(TrueTime, AClockThatWasSetRightMeanwhileIsBelieved) {
  const auto met_in_1970 = met(kMet);  // the clock stood at 0 when the server answered
  EXPECT_EQ(true_time_ms(met_in_1970, kMet + kDay, {}), kMet + kDay);
}

TEST(TrueTime, AClockFarInTheFutureIsNotBelieved) {
  EXPECT_EQ(true_time_ms(met(0), kMet + 70 * kYear, {}), kMet);
  EXPECT_EQ(true_time_ms(met(-73 * kYear), kDay, {}), kMet);
}

// The offset was learnt from an answer of 40 s and is 20 s short; a late answer, which teaches no offset, shows it.
TEST(TrueTime, AnOffsetThatIsSecondsShortIsStillBelieved) {
  const auto fast_by_a_day = met(-kDay - 20'000);
  EXPECT_EQ(true_time_ms(fast_by_a_day, kMet + kDay, {}), kMet);
  EXPECT_EQ(true_time_ms(fast_by_a_day, kMet + kDay + 30'000, {}), kMet + 10'000);
}

// Whatever the clock has been set to since.
TEST(TrueTime, HowLongTheDeviceHasBeenRunningIsBelieved) {
  auto writer = met(0);
  writer.set_boot("this start");
  writer.set_booted_ms(kMet - kDay);
  const Uptime day_later{"this start", 2 * kDay};
  for (const std::int64_t wall : {kMet + kDay, kMet + 90 * kDay, kMet - 5 * kYear, std::int64_t{0}}) {
    EXPECT_EQ(true_time_ms(writer, wall, day_later), kMet + kDay) << wall;
  }
  EXPECT_EQ(true_time_ms(writer, kMet + 3 * kDay, Uptime{"another start", kDay}), kMet + 3 * kDay);
  EXPECT_EQ(true_time_ms(writer, 0, Uptime{"this start", kDay - 5}), kMet) << "never before the last answer";
  EXPECT_EQ(true_time_ms(writer, kMet + 3 * kDay, Uptime{"this start", 0}), kMet + 3 * kDay) << "it began anew";
}

TEST(TrueTime, BeforeTheFirstAnswerTheClockIsAllThereIs) { EXPECT_EQ(true_time_ms(v1::WriterState(), kDay, {}), kDay); }

}  // namespace
}  // namespace xinqiao
