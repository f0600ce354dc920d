#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

// Days and times as people write them: China Standard Time (UTC+8, no summer time since 1991)
// whatever the device's zone. The calendar reaches from 1900-01-01 to 2199-12-31; what lies outside
// is shown as its nearer end, so that a clock gone mad breaks nothing.
namespace xinqiao::china_time {

// Days are YYYYMMDD as one number, 20260418.
using Day = std::uint32_t;

bool is_day(Day day);           // a day of the calendar
bool is_time(std::int64_t ms);  // on a day of the calendar
Day day_of(std::int64_t ms);
std::int64_t start_of(Day day);                // 0 for a number that is no day
Day add_days(Day day, int count);              // a number that is no day comes back as it is
std::string format_day(Day day);               // "2026-04-18"
Result<Day> parse_day(std::string_view text);  // the same

struct Period {
  Day first = 0;
  Day last = 0;  // in it

  bool contains(Day day) const { return first <= day && day <= last; }
};
Result<Period> parse_period(std::string_view text);  // "2026-10-01..2026-10-07", or one day

std::string format_time(std::int64_t ms);  // "2026-10-12T08:00:08+08:00", milliseconds only when there are any
// RFC 3339 with any offset, 'T' or a space before the clock, seconds optional; without an offset
// China Standard Time is meant.
Result<std::int64_t> parse_time(std::string_view text);

}  // namespace xinqiao::china_time
