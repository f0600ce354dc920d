#pragma once

#include "domain/facts.h"

namespace xinqiao::domain {

// School year Y runs from 1 September of Y to 31 August, or from the first day of its term 1 if that is earlier; the
// year before it ends the day before.
class SchoolCalendar {
 public:
  SchoolCalendar() = default;
  explicit SchoolCalendar(std::vector<Term> terms) : terms_(std::move(terms)) {}

  china_time::Period year(std::uint32_t school_year) const;
  std::uint32_t year_of(Day day) const;

 private:
  Day begin_of(std::uint32_t school_year) const;
  std::vector<Term> terms_;
};

}  // namespace xinqiao::domain
