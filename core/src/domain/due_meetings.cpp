#include <algorithm>
#include <map>
#include <tuple>

#include "domain/due_days.h"
#include "domain/support.h"

namespace xinqiao::domain {
namespace {

struct Class {
  const Child* child = nullptr;  // one of them
  const Pairing* teacher = nullptr;
  Day start = 0;
};

using Classes = std::map<std::tuple<Id, std::uint32_t, std::string>, Class>;

Classes classes_of(const Township& township, const Rule& rule, Day today) {
  Classes classes;
  for (const Child& child : township.children) {
    if (!is_supported(child, today) || child.school.is_nil() || !child.has_grade) continue;
    const Pairing* teacher = holder(child, rule.roles, today);
    Class& of = classes[{child.school, child.grade, child.class_name}];
    const Day start = start_of(child, teacher);
    if (of.child == nullptr || (of.teacher == nullptr && teacher != nullptr)) {
      of = {&child, teacher, start};
    } else if ((of.teacher == nullptr) == (teacher == nullptr)) {
      of.start = std::min(of.start, start);
    }
  }
  return classes;
}

// One that names no school is of whose class its teacher held it.
Day last_meeting(const Township& township, const Class& of, Day today) {
  Day last = 0;
  for (const Event& each : township.meetings) {
    const bool held_by_teacher = of.teacher != nullptr && each.by == of.teacher->helper;
    const bool theirs = (each.school.is_nil() ? held_by_teacher : each.school == of.child->school) &&
                        (!each.has_grade || each.grade == of.child->grade) &&
                        (each.class_name.empty() || each.class_name == of.child->class_name);
    if (theirs && each.day <= today) last = std::max(last, each.day);
  }
  return last;
}

}  // namespace

// One line a class, for its teacher.
void add_meetings(const Township& township, const Rule& rule, const DueDays& days, std::vector<DueLine>& lines) {
  for (const auto& [key, of] : classes_of(township, rule, days.today())) {
    DueLine line{.child = {}, .class_of = of.child->id, .kind = rule.kind, .rule = rule.code, .who = {}};
    if (of.teacher != nullptr) line.who = of.teacher->helper;
    line.due = days.due_day(rule, last_meeting(township, of, days.today()), of.start);
    if (line.due == 0) continue;
    days.set_state(line);
    lines.push_back(std::move(line));
  }
}

}  // namespace xinqiao::domain
