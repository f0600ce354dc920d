#pragma once

#include "domain/facts.h"

// Open concerns and plans, and with whom they are now (docs/schemes.md, S5.3, S6.4, S7.2, S7.3). Pure.
namespace xinqiao::domain {

// Of whoever asks.
struct Viewer {
  Id person;
  bool case_worker = false;
};

// Who has to see to it. It goes up when nothing came of it in time.
enum class Level { kOwner, kLead, kOffice };

// Days from opening until something must have come of it, by v1::Severity from low to urgent; of none that is said, as
// of a medium one. So many days more, and it goes from the lead to the office.
inline constexpr int kDaysBySeverity[] = {7, 30, 7, 3, 1};

enum class MandatoryReport { kNone, kOpen, kDone };

struct ConcernLine {
  Id child;
  Concern concern;
  Level level = Level::kOwner;
  Day due = 0;
  int overdue_days = 0;
  MandatoryReport report = MandatoryReport::kNone;  // of abuse or neglect, to the authorities
  bool treated = false;                             // of health: a doctor has seen the child
  std::size_t steps = 0;
};

// Not closed, and not confided to others than the viewer; the most overdue first.
std::vector<ConcernLine> open_concerns(const Township& township, Day day, const Viewer& viewer);

struct PlanLine {
  Id child;
  Plan plan;
  std::size_t stages = 0;
  std::size_t done = 0;       // have a result
  std::size_t unchecked = 0;  // have one that nobody has checked
  Day next_due = 0;           // of the first stage without a result; 0: none
  int overdue_days = 0;
};

// Plans that go on.
std::vector<PlanLine> open_plans(const Township& township, Day day);

struct Progress {
  ExamResult exam;
  std::optional<int> better_by;  // ranks, than in the exam before; negative: worse
};

// By school year, term and the order of exams in a term.
std::vector<Progress> progress_of(const Child& child);

}  // namespace xinqiao::domain
