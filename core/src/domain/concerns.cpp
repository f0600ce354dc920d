#include "domain/concerns.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/learning.pb.h"

namespace xinqiao::domain {
namespace {

bool may_see(const Concern& concern, const Viewer& viewer) {
  return !concern.confidential || viewer.case_worker || concern.author == viewer.person ||
         concern.owner == viewer.person;
}

int days_of(std::uint32_t severity) {
  return kDaysBySeverity[severity < std::size(kDaysBySeverity) ? severity : std::size(kDaysBySeverity) - 1];
}

int days_between(Day from, Day to) {
  constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
  return static_cast<int>((china_time::start_of(to) - china_time::start_of(from)) / kDayMs);
}

ConcernLine line_of(const Child& child, const Concern& concern, Day day) {
  ConcernLine line{.child = child.id, .concern = concern};
  const bool of_abuse = concern.kind == v1::CONCERN_KIND_ABUSE_OR_NEGLECT;
  if (of_abuse) line.report = MandatoryReport::kOpen;
  for (const ConcernStep& step : child.steps) {
    if (step.concern != concern.id) continue;
    if (step.filled) ++line.steps;
    if (of_abuse && step.filled && step.kind == v1::CONCERN_STEP_KIND_MANDATORY_REPORT) {
      line.report = MandatoryReport::kDone;
    }
    if (step.kind == v1::CONCERN_STEP_KIND_TREATED) line.treated = true;
  }
  const int days = days_of(concern.severity);
  line.due = concern.due != 0 ? concern.due : china_time::add_days(concern.opened, days);
  line.overdue_days = line.due == 0 || day <= line.due ? 0 : days_between(line.due, day);
  if (line.overdue_days > 0) line.level = line.overdue_days > days ? Level::kOffice : Level::kLead;
  if (of_abuse || concern.severity == v1::SEVERITY_URGENT) line.level = Level::kOffice;
  return line;
}

// Midterm and monthly tests come before the final, which is numbered first.
int place_in_term(std::uint32_t exam) {
  constexpr std::array kOrder{v1::EXAM_MONTHLY_1, v1::EXAM_MONTHLY_2, v1::EXAM_MIDTERM,
                              v1::EXAM_MONTHLY_3, v1::EXAM_MONTHLY_4, v1::EXAM_FINAL};
  const auto* found = std::ranges::find(kOrder, static_cast<int>(exam), [](v1::Exam each) { return int{each}; });
  return static_cast<int>(found - kOrder.begin());
}

}  // namespace

std::vector<ConcernLine> open_concerns(const Township& township, Day day, const Viewer& viewer) {
  std::vector<ConcernLine> lines;
  for (const Child& child : township.children) {
    for (const Concern& concern : child.concerns) {
      if (concern.state == v1::CONCERN_STATE_CLOSED || !may_see(concern, viewer)) continue;
      lines.push_back(line_of(child, concern, day));
    }
  }
  std::ranges::sort(lines, [](const ConcernLine& a, const ConcernLine& b) {
    return std::tie(b.overdue_days, b.concern.severity, a.due, a.concern.id) <
           std::tie(a.overdue_days, a.concern.severity, b.due, b.concern.id);
  });
  return lines;
}

std::vector<PlanLine> open_plans(const Township& township, Day day) {
  std::vector<PlanLine> lines;
  for (const Child& child : township.children) {
    for (const Plan& plan : child.plans) {
      if (plan.state == v1::PLAN_STATE_DONE || plan.state == v1::PLAN_STATE_STOPPED) continue;
      PlanLine line{.child = child.id, .plan = plan};
      for (const PlanStage& stage : child.stages) {
        if (stage.plan != plan.id) continue;
        ++line.stages;
        if (stage.has_result) {
          ++line.done;
          if (stage.checked_on == 0) ++line.unchecked;
        } else if (stage.due != 0 && (line.next_due == 0 || stage.due < line.next_due)) {
          line.next_due = stage.due;
        }
      }
      if (line.next_due != 0 && line.next_due < day) line.overdue_days = days_between(line.next_due, day);
      lines.push_back(std::move(line));
    }
  }
  std::ranges::sort(lines, [](const PlanLine& a, const PlanLine& b) {
    return std::tie(b.overdue_days, a.next_due, a.plan.id) < std::tie(a.overdue_days, b.next_due, b.plan.id);
  });
  return lines;
}

std::vector<Progress> progress_of(const Child& child) {
  std::vector<Progress> out;
  out.reserve(child.exams.size());
  for (const ExamResult& exam : child.exams) out.push_back({exam, std::nullopt});
  std::ranges::sort(out, {}, [](const Progress& each) {
    return std::tuple(each.exam.school_year, each.exam.term, place_in_term(each.exam.exam));
  });
  std::uint32_t before = 0;
  for (Progress& each : out) {
    if (each.exam.class_rank == 0) continue;
    if (before != 0) each.better_by = static_cast<int>(before) - static_cast<int>(each.exam.class_rank);
    before = each.exam.class_rank;
  }
  return out;
}

}  // namespace xinqiao::domain
