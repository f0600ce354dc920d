#include "domain/school_year.h"

#include <algorithm>

namespace xinqiao::domain {

Day SchoolCalendar::begin_of(std::uint32_t school_year) const {
  Day first = school_year * 10'000 + 901;
  for (const Term& term : terms_) {
    if (term.school_year == school_year && term.number == 1 && term.days.first != 0) {
      first = std::min(first, term.days.first);
    }
  }
  return first;
}

china_time::Period SchoolCalendar::year(std::uint32_t school_year) const {
  return {begin_of(school_year), china_time::add_days(begin_of(school_year + 1), -1)};
}

std::uint32_t SchoolCalendar::year_of(Day day) const {
  const std::uint32_t calendar_year = day / 10'000;
  return day >= begin_of(calendar_year) ? calendar_year : calendar_year - 1;
}

}  // namespace xinqiao::domain
