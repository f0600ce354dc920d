#include "domain/school_days.h"

#include <algorithm>

namespace xinqiao::domain {
namespace {

constexpr int kLookedAhead = 400;  // days; a term that says it is all holidays pauses nothing for longer

}  // namespace

SchoolDays::SchoolDays(std::vector<Term> terms) : terms_(std::move(terms)) {
  std::ranges::sort(terms_, {}, [](const Term& term) { return term.days.first; });
}

bool SchoolDays::in_session(Day day) const {
  const Term* before = nullptr;
  for (const Term& term : terms_) {
    if (term.days.first > day) break;
    if (term.days.contains(day)) {
      return std::ranges::none_of(term.holidays, [&](const auto& holidays) { return holidays.contains(day); });
    }
    before = &term;
  }
  // Before the first term nobody knows.
  return before == nullptr || day > china_time::add_days(before->days.last, kHolidaysMax);
}

Day SchoolDays::first_from(Day day) const {
  // The calendar ends, and what is no day has no next one.
  for (int looked = 0; looked < kLookedAhead && !in_session(day); ++looked) day = china_time::add_days(day, 1);
  return day;
}

Day SchoolDays::after(Day day, std::uint32_t count) const {
  if (terms_.empty()) return china_time::add_days(day, static_cast<int>(count));
  for (; count > 0; --count) day = first_from(china_time::add_days(day, 1));
  return day;
}

Day SchoolDays::end_of_term(Day day) const {
  for (const Term& term : terms_) {
    if (day <= term.days.last) return term.days.last;
  }
  return 0;
}

}  // namespace xinqiao::domain
