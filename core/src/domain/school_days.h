#pragma once

#include "domain/facts.h"

namespace xinqiao::domain {

// Holidays between two terms have no more days, then school counts as in session again: nobody is to wait for ever
// because an office forgot to write down a term, or its year is wrong. The summer has some 62.
inline constexpr int kHolidaysMax = 70;

// When school is in session, from the records of terms. Without any it always is.
class SchoolDays {
 public:
  explicit SchoolDays(std::vector<Term> terms);

  bool in_session(Day day) const;
  // The first day that is in session, from this one on; none within a year or so: one behind that.
  Day first_from(Day day) const;
  // The `count`-th day in session behind `day`.
  Day after(Day day, std::uint32_t count) const;
  // The last day of the term that the day lies in, or of the next one; 0: none is recorded.
  Day end_of_term(Day day) const;

 private:
  std::vector<Term> terms_;  // by their first days
};

}  // namespace xinqiao::domain
