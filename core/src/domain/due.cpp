#include "domain/due.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/rules.h"
#include "domain/school_days.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"
#include "xinqiao/v1/together.pb.h"

namespace xinqiao::domain {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr std::uint32_t kAdult = 18;

std::int64_t days_between(Day from, Day to) { return (china_time::start_of(to) - china_time::start_of(from)) / kDayMs; }

Day first_of_next_month(Day day) {
  const std::uint32_t year = day / 10'000;
  const std::uint32_t month = day / 100 % 100;
  return month == 12 ? (year + 1) * 10'000 + 101 : year * 10'000 + (month + 1) * 100 + 1;
}

Day last_of_month(Day day) { return china_time::add_days(first_of_next_month(day), -1); }

// Supported on that day: its archive is open, and it is not of age.
bool is_supported(const Child& child, Day day) {
  const bool open = child.state == v1::CHILD_STATE_UNSPECIFIED || child.state == v1::CHILD_STATE_ACTIVE ||
                    (child.state_day != 0 && child.state_day > day);
  return open && (child.birth_date == 0 || day < child.birth_date + kAdult * 10'000);
}

// The first role of the list that anybody holds, and who; with several the one who began first.
const Pairing* holder(const Child& child, const std::vector<std::uint32_t>& roles, Day day) {
  for (const std::uint32_t role : roles) {
    const Pairing* found = nullptr;
    for (const Pairing& each : child.pairings) {
      if (each.role != role || !each.holds_on(day)) continue;
      if (found == nullptr || std::tie(each.from, each.helper) < std::tie(found->from, found->helper)) found = &each;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

bool matches(const Rule& rule, const Child& child) {
  if (rule.key_only && !child.key_child) return false;
  return rule.arrangements.empty() ||
         std::ranges::find(rule.arrangements, child.living_arrangement) != rule.arrangements.end();
}

bool comes_before(const DueLine& a, const DueLine& b) {
  const bool a_waits = a.state != DueState::kOverdue;
  const bool b_waits = b.state != DueState::kOverdue;
  if (a_waits != b_waits) return b_waits;
  return std::tie(a.due, a.child, a.rule, a.who) < std::tie(b.due, b.child, b.rule, b.who);
}

class Dues {
 public:
  Dues(const Township& township, Day day)
      : township_(township), day_(day), school_(township.terms), rules_(rules_in_force(township.rules)) {}

  std::vector<DueLine> all() {
    for (const Child& child : township_.children) {
      if (is_supported(child, day_)) add_of(child);
    }
    for (const Rule& rule : rules_) {
      if (rule.kind == v1::DUE_KIND_THEME_MEETING) add_meetings(rule);
    }
    std::ranges::sort(lines_, comes_before);
    return std::move(lines_);
  }

 private:
  // The day by which it is due again: `last`: of the last one, 0 for none yet; `start`: where counting begins then.
  Day due_day(const Rule& rule, Day last, Day start) const {
    if (rule.per == v1::DUE_PER_DAYS) {
      const Day from = last != 0 ? last : start;
      return rule.pauses_in_holidays ? school_.after(from, rule.days)
                                     : china_time::add_days(from, static_cast<int>(rule.days));
    }
    if (rule.per == v1::DUE_PER_TERM) {
      return school_.end_of_term(last != 0 ? china_time::add_days(school_.end_of_term(last), 1) : start);
    }
    Day month = last != 0 ? first_of_next_month(last) : start;
    if (rule.pauses_in_holidays && !school_.any_in({month, last_of_month(month)})) month = school_.first_from(month);
    return last_of_month(month);
  }

  void add(const Rule& rule, const Child* child, const Child* of_class, const Pairing* who, Day last, Day start) {
    // Nobody knows since when: it is due.
    const Day due = last == 0 && start == 0 ? day_ : due_day(rule, last, start);
    if (due == 0) return;  // once a term, and no term is recorded
    const std::int64_t left = days_between(day_, due);
    DueLine& line = lines_.emplace_back();
    if (child != nullptr) line.child = child->id;
    if (of_class != nullptr) line.class_of = of_class->id;
    line.kind = rule.kind;
    line.rule = rule.code;
    if (who != nullptr) line.who = who->helper;
    line.due = due;
    line.state = left < 0                ? DueState::kOverdue
                 : left == 0             ? DueState::kDueToday
                 : left <= kUpcomingDays ? DueState::kUpcoming
                                         : DueState::kDone;
    line.overdue_days = left < 0 ? -left : 0;
  }

  // The last that counts; of one person where `by` is said.
  Day last_of(const Rule& rule, const Child& child, const Id* by) const {
    Day last = 0;
    if (rule.kind == v1::DUE_KIND_CHECK_IN) {
      for (const CheckIn& each : child.check_ins) {
        if (each.day <= day_) last = std::max(last, each.day);
      }
      return last;
    }
    const std::uint16_t place = by == nullptr ? 0 : child.place_of(*by);
    for (const Visit& each : child.visits) {
      if (each.kind != rule.kind || each.day > day_ || each.day <= last || (rule.record_card && !each.record_card)) {
        continue;
      }
      if (by == nullptr || each.took_part(place)) last = each.day;
    }
    return last;
  }

  void add_of(const Child& child) {
    const std::size_t before = lines_.size();
    for (const Rule& rule : rules_) {
      if (rule.kind == v1::DUE_KIND_THEME_MEETING || !matches(rule, child)) continue;
      if (rule.each_role) {
        add_each_role(rule, child);
        continue;
      }
      const Pairing* who = holder(child, rule.roles, day_);
      add(rule, &child, nullptr, who, last_of(rule, child, nullptr), who == nullptr ? child.registered : who->from);
    }
    collapse(before);
  }

  void add_each_role(const Rule& rule, const Child& child) {
    bool held = false;
    for (const std::uint32_t role : rule.roles) {
      const Pairing* who = holder(child, {role}, day_);
      if (who == nullptr) continue;
      held = true;
      add(rule, &child, nullptr, who, last_of(rule, child, &who->helper), who->from);
    }
    if (!held) add(rule, &child, nullptr, nullptr, last_of(rule, child, nullptr), child.registered);
  }

  bool collapses(const DueLine& line) const {
    const auto rule = std::ranges::find(rules_, line.rule, &Rule::code);
    return rule != rules_.end() && !rule->record_card && !rule->each_role;
  }

  // Of rules of one kind the strictest stands; of two alike the one for fewer children, which is the later.
  void collapse(std::size_t before) {
    for (std::size_t i = before; i < lines_.size(); ++i) {
      if (!collapses(lines_[i])) continue;
      for (std::size_t j = i + 1; j < lines_.size(); ++j) {
        if (lines_[j].kind != lines_[i].kind || !collapses(lines_[j])) continue;
        const std::size_t looser = lines_[j].due <= lines_[i].due ? i : j;
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(looser));
        if (looser == i) {
          --i;
          break;
        }
        --j;
      }
    }
  }

  // One line a class, for its teacher.
  void add_meetings(const Rule& rule) {
    struct Class {
      const Child* child = nullptr;
      const Pairing* teacher = nullptr;
      Day start = 0;
    };
    std::map<std::tuple<Id, std::uint32_t, std::string>, Class> classes;
    for (const Child& child : township_.children) {
      if (!is_supported(child, day_) || child.school.is_nil() || !child.has_grade) continue;
      const Pairing* teacher = holder(child, rule.roles, day_);
      Class& of = classes[{child.school, child.grade, child.class_name}];
      const Day start = teacher == nullptr ? child.registered : teacher->from;
      if (of.child == nullptr || (of.teacher == nullptr && teacher != nullptr)) {
        of = {&child, teacher, start};
      } else if ((of.teacher == nullptr) == (teacher == nullptr)) {
        of.start = std::min(of.start, start);
      }
    }
    for (const auto& [key, of] : classes) add(rule, nullptr, of.child, of.teacher, last_meeting(*of.child), of.start);
  }

  Day last_meeting(const Child& of_class) const {
    Day last = 0;
    for (const Event& each : township_.meetings) {
      const bool theirs = (each.school.is_nil() || each.school == of_class.school) &&
                          (!each.has_grade || each.grade == of_class.grade) &&
                          (each.class_name.empty() || each.class_name == of_class.class_name);
      if (theirs && each.day <= day_) last = std::max(last, each.day);
    }
    return last;
  }

  const Township& township_;
  Day day_;
  SchoolDays school_;
  std::vector<Rule> rules_;
  std::vector<DueLine> lines_;
};

}  // namespace

std::vector<DueLine> due(const Township& township, Day day) { return Dues(township, day).all(); }

}  // namespace xinqiao::domain
