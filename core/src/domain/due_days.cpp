#include "domain/due_days.h"

#include "xinqiao/v1/schedule.pb.h"

namespace xinqiao::domain {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;

std::int64_t days_between(Day from, Day to) { return (china_time::start_of(to) - china_time::start_of(from)) / kDayMs; }

Day first_of_next_month(Day day) {
  const std::uint32_t year = day / 10'000;
  const std::uint32_t month = day / 100 % 100;
  return month == 12 ? (year + 1) * 10'000 + 101 : year * 10'000 + (month + 1) * 100 + 1;
}

Day last_of_month(Day day) { return china_time::add_days(first_of_next_month(day), -1); }

}  // namespace

Day DueDays::due_day(const Rule& rule, Day last, Day start) const {
  if (last == 0 && start == 0) return today_;
  if (rule.per == v1::DUE_PER_DAYS) {
    const Day from = last != 0 ? last : start;
    return rule.pauses_in_holidays ? school_.after(from, rule.days)
                                   : china_time::add_days(from, static_cast<int>(rule.days));
  }
  if (rule.per == v1::DUE_PER_TERM) {
    return school_.end_of_term(last != 0 ? china_time::add_days(school_.end_of_term(last), 1) : start);
  }
  Day month = last != 0 ? first_of_next_month(last) : start;
  // A month that ends in holidays is joined to the next that does not.
  while (rule.pauses_in_holidays && !school_.in_session(last_of_month(month))) month = first_of_next_month(month);
  return last_of_month(month);
}

void DueDays::set_state(DueLine& line) const {
  const std::int64_t left = days_between(today_, line.due);
  line.state = left < 0                ? DueState::kOverdue
               : left == 0             ? DueState::kDueToday
               : left <= kUpcomingDays ? DueState::kUpcoming
                                       : DueState::kDone;
  line.overdue_days = left < 0 ? -left : 0;
}

Day start_of(const Child& child, const Pairing* who) {
  return who != nullptr && who->from != 0 ? who->from : child.registered;
}

}  // namespace xinqiao::domain
