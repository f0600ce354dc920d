#include "base/china_time.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace xinqiao::china_time {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kOffsetMs = 8LL * 60 * 60 * 1000;
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
constexpr Day kFirst = 19000101;
constexpr Day kLast = 21991231;

year_month_day civil(Day day) {
  return year_month_day(std::chrono::year(static_cast<int>(day / 10000)), std::chrono::month(day / 100 % 100),
                        std::chrono::day(day % 100));
}

std::int64_t serial(Day day) { return sys_days(civil(day)).time_since_epoch().count(); }

// The day that lies `days` after 1970-01-01, or the nearer end of the calendar.
Day from_serial(std::int64_t days) {
  const std::int64_t kept = std::clamp(days, serial(kFirst), serial(kLast));
  const year_month_day date{sys_days(std::chrono::days(static_cast<int>(kept)))};
  return static_cast<Day>(int(date.year())) * 10000 + unsigned(date.month()) * 100 + unsigned(date.day());
}

// Reads what people write, from the left; every step says whether it was there.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool digits(std::size_t count, int& out) {
    if (rest_.size() < count) return false;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    out = value;
    rest_.remove_prefix(count);
    return true;
  }
  bool any_of(std::string_view characters) {
    if (rest_.empty() || !characters.contains(rest_.front())) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  // Digits behind the decimal point; what is finer than a millisecond is dropped.
  bool fraction(int& ms) {
    std::size_t count = 0;
    ms = 0;
    for (int unit = 100; count < rest_.size() && is_digit(rest_[count]); ++count, unit /= 10) {
      ms += (rest_[count] - '0') * unit;
    }
    rest_.remove_prefix(count);
    return count > 0;
  }
  bool day(Day& out) {
    int year = 0;
    int month = 0;
    int date = 0;
    if (!digits(4, year) || !any_of("-") || !digits(2, month) || !any_of("-") || !digits(2, date)) return false;
    out = static_cast<Day>(year * 10000 + month * 100 + date);
    return is_day(out);
  }
  char last() const { return last_; }
  bool at_end() const { return rest_.empty(); }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view rest_;
  char last_ = 0;
};

// "Z", "+08:00" or nothing, which means China Standard Time.
bool read_offset(Reader& reader, std::int64_t& ms) {
  ms = kOffsetMs;
  if (reader.at_end()) return true;
  if (reader.any_of("Zz")) {
    ms = 0;
    return reader.at_end();
  }
  if (!reader.any_of("+-")) return false;
  const int sign = reader.last() == '-' ? -1 : 1;
  int hours = 0;
  int minutes = 0;
  if (!reader.digits(2, hours) || !reader.any_of(":") || !reader.digits(2, minutes)) return false;
  ms = sign * (hours * 60 + minutes) * 60'000LL;
  return hours <= 23 && minutes <= 59 && reader.at_end();
}

bool read_clock(Reader& reader, std::int64_t& ms) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int fraction = 0;
  if (!reader.digits(2, hour) || !reader.any_of(":") || !reader.digits(2, minute)) return false;
  if (reader.any_of(":")) {
    if (!reader.digits(2, second)) return false;
    if (reader.any_of(".") && !reader.fraction(fraction)) return false;
  }
  ms = ((hour * 60LL + minute) * 60 + second) * 1000 + fraction;
  return hour <= 23 && minute <= 59 && second <= 60;  // 60: a leap second, RFC 3339 section 5.6
}

}  // namespace

bool is_day(Day day) { return day >= kFirst && day <= kLast && civil(day).ok(); }

Day day_of(std::int64_t ms) {
  // Split before the offset is added: no time is so early or late that a sum overflows.
  std::int64_t days = ms / kDayMs;
  std::int64_t within = ms % kDayMs;
  if (within < 0) {
    --days;
    within += kDayMs;
  }
  return from_serial(days + (within + kOffsetMs >= kDayMs ? 1 : 0));
}

std::int64_t start_of(Day day) { return is_day(day) ? serial(day) * kDayMs - kOffsetMs : 0; }

Day add_days(Day day, int count) { return is_day(day) ? from_serial(serial(day) + count) : day; }

std::string format_day(Day day) {
  char text[24];
  std::snprintf(text, sizeof(text), "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
  return text;
}

Result<Day> parse_day(std::string_view text) {
  Reader reader(text);
  Day day = 0;
  if (!reader.day(day) || !reader.at_end()) return Error{ErrorCode::kInvalid, "not a day: write it as 2018-09-16"};
  return day;
}

Result<Period> parse_period(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto first = parse_day(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : parse_day(text.substr(dots + 2));
  if (!first.ok() || !last.ok() || *last < *first) {
    return Error{ErrorCode::kInvalid, "not a period of days: write it as 2026-10-01..2026-10-07"};
  }
  return Period{*first, *last};
}

bool is_time(std::int64_t ms) { return ms >= start_of(kFirst) && ms < start_of(kLast) + kDayMs; }

std::string format_time(std::int64_t ms) {
  const std::int64_t kept = std::clamp(ms, start_of(kFirst), start_of(kLast) + kDayMs - 1);
  const Day day = day_of(kept);
  const auto within = static_cast<int>(kept - start_of(day));
  char text[48];
  std::snprintf(text, sizeof(text), "%sT%02d:%02d:%02d", format_day(day).c_str(), within / 3'600'000,
                within / 60'000 % 60, within / 1000 % 60);
  std::string out = text;
  if (within % 1000 != 0) {
    std::snprintf(text, sizeof(text), ".%03d", within % 1000);
    out += text;
  }
  return out + "+08:00";
}

Result<std::int64_t> parse_time(std::string_view text) {
  Reader reader(text);
  Day day = 0;
  std::int64_t clock = 0;
  std::int64_t offset = 0;
  if (!reader.day(day) || !reader.any_of("Tt ") || !read_clock(reader, clock) || !read_offset(reader, offset)) {
    return Error{ErrorCode::kInvalid, "not a time: write it as 2026-10-12T08:00"};
  }
  return serial(day) * kDayMs + clock - offset;
}

}  // namespace xinqiao::china_time
