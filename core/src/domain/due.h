#pragma once

#include <optional>

#include "domain/facts.h"

// Whose visit, talk or call is due (docs/schemes.md, "Schedules"). Pure; days are China Standard Time.
namespace xinqiao::domain {

enum class DueState { kDone, kUpcoming, kDueToday, kOverdue };

// `kUpcoming` from so many days before.
inline constexpr std::int64_t kUpcomingDays = 2;

struct DueLine {
  Id child;                // nil: the rule is not about one child
  Id class_of;             // a child of the class that a meeting is due in; nil otherwise
  std::uint32_t kind = 0;  // v1::DueKind
  std::string rule;        // its code
  Id who;                  // nil: nobody holds the role; it counts for the office
  Day due = 0;
  DueState state = DueState::kDone;
  std::int64_t overdue_days = 0;
};

// On that day, what is overdue first, then by due day, child and rule.
std::vector<DueLine> due(const Township& township, Day day);

}  // namespace xinqiao::domain
