// Goal: a day is the same day for everybody, whatever the zone of the device or of the text.
// Method: known days and times, the edges of calendar and day, and round trips.
#include "base/china_time.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace xinqiao::china_time {
namespace {

constexpr std::int64_t kMidnight = 1'776'441'600'000;  // 2026-04-18T00:00+08:00

TEST(ChinaTime, TheDayBeginsAtMidnightInChina) {
  EXPECT_EQ(day_of(kMidnight), 20260418u);
  EXPECT_EQ(day_of(kMidnight - 1), 20260417u);
  EXPECT_EQ(start_of(20260418), kMidnight);
  EXPECT_EQ(start_of(19700101), -8 * 60 * 60 * 1000);
}

TEST(ChinaTime, DaysOfTheCalendarAreDays) {
  for (const Day day : {19000101u, 20000229u, 20240229u, 20261231u, 21991231u}) EXPECT_TRUE(is_day(day)) << day;
}

TEST(ChinaTime, OtherNumbersAreNot) {
  for (const Day day :
       {0u, 18991231u, 19000229u, 20230229u, 20260431u, 20261301u, 20260100u, 20260001u, 22000101u, UINT32_MAX}) {
    EXPECT_FALSE(is_day(day)) << day;
    EXPECT_EQ(start_of(day), 0);
    EXPECT_EQ(add_days(day, 1), day);
  }
}

TEST(ChinaTime, DaysAreAddedAcrossMonthsYearsAndLeapDays) {
  EXPECT_EQ(add_days(20240228, 1), 20240229u);
  EXPECT_EQ(add_days(20230228, 1), 20230301u);
  EXPECT_EQ(add_days(20251231, 1), 20260101u);
  EXPECT_EQ(add_days(20260418, -14), 20260404u);
  EXPECT_EQ(add_days(20260418, 0), 20260418u);
}

TEST(ChinaTime, BeyondTheCalendarLiesItsNearerEnd) {
  EXPECT_EQ(add_days(21991231, 1), 21991231u);
  EXPECT_EQ(add_days(19000101, INT32_MIN), 19000101u);
  EXPECT_EQ(day_of(INT64_MAX), 21991231u);
  EXPECT_EQ(day_of(INT64_MIN), 19000101u);
  EXPECT_EQ(format_time(INT64_MAX), "2199-12-31T23:59:59.999+08:00");
  EXPECT_EQ(format_time(INT64_MIN), "1900-01-01T00:00:00+08:00");
  EXPECT_FALSE(is_time(INT64_MAX));
  EXPECT_FALSE(is_time(INT64_MIN));
  EXPECT_TRUE(is_time(0));
}

TEST(ChinaTime, DaysAreReadAsTheyAreWritten) {
  EXPECT_EQ(format_day(20260418), "2026-04-18");
  EXPECT_EQ(*parse_day("2026-04-18"), 20260418u);
  for (const char* text : {"", "2026-4-18", "20260418", "2026-04-18 ", "2026-02-29", "2018-13-01", "2026/04/18",
                           "-026-04-18", "2026-04-1八"}) {
    EXPECT_FALSE(parse_day(text).ok()) << text;
  }
}

TEST(ChinaTime, TimesAreWrittenInChinaTimeWithMillisecondsOnlyWhenThereAreAny) {
  EXPECT_EQ(format_time(1'791'763'208'000), "2026-10-12T08:00:08+08:00");
  EXPECT_EQ(format_time(1'791'763'208'005), "2026-10-12T08:00:08.005+08:00");
  EXPECT_EQ(format_time(-1), "1970-01-01T07:59:59.999+08:00");
}

TEST(ChinaTime, OneMomentIsReadFromAnyOffset) {
  constexpr std::int64_t kMoment = 1'791'763'208'000;
  for (const char* text :
       {"2026-10-12T08:00:08+08:00", "2026-10-12T00:00:08Z", "2026-10-12t00:00:08z", "2026-10-11T19:30:08-04:30",
        "2026-10-12T08:00:08", "2026-10-12 08:00:08", "2026-10-12T08:00:08.0+08:00", "2026-10-12T08:00:08.000999"}) {
    const auto ms = parse_time(text);
    ASSERT_TRUE(ms.ok()) << text;
    EXPECT_EQ(*ms, kMoment) << text;
  }
  EXPECT_EQ(*parse_time("2026-10-12T08:00"), kMoment - 8000);
  EXPECT_EQ(*parse_time("2026-10-12T08:00:08.25"), kMoment + 250);
}

TEST(ChinaTime, ALeapSecondIsTheNextMinute) {
  EXPECT_EQ(*parse_time("2016-12-31T23:59:60Z"), *parse_time("2017-01-01T00:00:00Z"));
}

TEST(ChinaTime, WhatIsNoTimeIsRefused) {
  for (const char* text : {"", "2026-10-12", "2026-10-12T8:00", "2026-10-12T24:00", "2026-10-12T08:60",
                           "2026-10-12T08:00:61", "2026-02-30T08:00", "2026-10-12T08:00:08.", "2026-10-12T08:00+8",
                           "2026-10-12T08:00+0800", "2026-10-12T08:00+24:00", "2026-10-12T08:00Zx", "08:00"}) {
    EXPECT_FALSE(parse_time(text).ok()) << text;
  }
}

TEST(ChinaTime, EveryTimeAndDayOfTheCalendarComesBack) {
  EXPECT_TRUE(rc::check([] {
    const auto ms = *rc::gen::inRange<std::int64_t>(start_of(19000101), start_of(21991231));
    RC_ASSERT(*parse_time(format_time(ms)) == ms);
    const Day day = day_of(ms);
    RC_ASSERT(is_day(day));
    RC_ASSERT(*parse_day(format_day(day)) == day);
    RC_ASSERT(day_of(start_of(day)) == day);
    RC_ASSERT(start_of(day) <= ms && ms < start_of(add_days(day, 1)));
  }));
}

}  // namespace
}  // namespace xinqiao::china_time
