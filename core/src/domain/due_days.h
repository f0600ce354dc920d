#pragma once

#include "domain/due.h"
#include "domain/school_days.h"

namespace xinqiao::domain {

// By when something is due, and how that stands on the day that is asked for.
class DueDays {
 public:
  DueDays(const std::vector<Term>& terms, Day today) : school_(terms), today_(today) {}

  Day today() const { return today_; }
  // `last`: of the last one, 0 for none yet; `start`: where counting begins then, 0 for nobody knows: it is due. 0:
  // never (once a term, and no term is recorded).
  Day due_day(const Rule& rule, Day last, Day start) const;
  void set_state(DueLine& line) const;

 private:
  SchoolDays school_;
  Day today_;
};

// Where counting begins: with the pairing of who is responsible, else with the child's registration.
Day start_of(const Child& child, const Pairing* who);

// The kinds of lines that are not of one child and one rule (due.cpp).
void add_meetings(const Township& township, const Rule& rule, const DueDays& days, std::vector<DueLine>& lines);
void add_festival(const Township& township, const DueDays& days, std::vector<DueLine>& lines);

}  // namespace xinqiao::domain
