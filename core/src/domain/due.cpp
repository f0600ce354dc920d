#include "domain/due.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/festival.h"
#include "domain/rules.h"
#include "domain/school_days.h"
#include "domain/support.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"
#include "xinqiao/v1/together.pb.h"

namespace xinqiao::domain {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;

std::int64_t days_between(Day from, Day to) { return (china_time::start_of(to) - china_time::start_of(from)) / kDayMs; }

Day first_of_next_month(Day day) {
  const std::uint32_t year = day / 10'000;
  const std::uint32_t month = day / 100 % 100;
  return month == 12 ? (year + 1) * 10'000 + 101 : year * 10'000 + (month + 1) * 100 + 1;
}

Day last_of_month(Day day) { return china_time::add_days(first_of_next_month(day), -1); }

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
    add_festival();
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
    // A month that ends in holidays is joined to the next that does not.
    while (rule.pauses_in_holidays && !school_.in_session(last_of_month(month))) month = first_of_next_month(month);
    return last_of_month(month);
  }

  void add(const Rule& rule, const Child* child, const Child* of_class, const Pairing* who, Day last, Day start) {
    // Nobody knows since when: it is due.
    const Day due = last == 0 && start == 0 ? day_ : due_day(rule, last, start);
    if (due == 0) return;  // once a term, and no term is recorded
    DueLine& line = lines_.emplace_back();
    if (child != nullptr) line.child = child->id;
    if (of_class != nullptr) line.class_of = of_class->id;
    line.kind = rule.kind;
    line.rule = rule.code;
    if (who != nullptr) line.who = who->helper;
    line.due = due;
    set_state(line);
  }

  // In the season each child's reunion is to be known, and who has no parent returning is to be visited (S4.2, S4.3).
  void add_festival() {
    const auto season = season_at(day_);
    if (!season || !season->days.contains(day_)) return;
    const Day known_by = china_time::add_days(season->new_year, -kReunionKnownBefore);
    const Day visited_by = china_time::add_days(season->new_year, -kVisitedBefore);
    for (const Child& child : township_.children) {
      if (!is_supported(child, day_)) continue;
      const FestivalLine line = festival_of(child, *season, day_);
      const Id who = who_asks(child, season->year);
      add_dated("S4.2", v1::DUE_KIND_REUNION, child, who, known_by, line.reunion_known);
      if (line.parent_returning != true) {
        add_dated("S4.3", v1::DUE_KIND_FESTIVAL_VISIT, child, who, visited_by, line.visited);
      }
    }
  }

  // Whose round the village is, else who is paired to the child in the village.
  Id who_asks(const Child& child, std::uint32_t year) const {
    for (const FestivalRound& round : township_.rounds) {
      if (round.year == year && std::ranges::find(round.villages, child.village) != round.villages.end()) {
        return round.person;
      }
    }
    const Pairing* paired =
        holder(child,
               {v1::PAIRING_ROLE_VILLAGE_CADRE, v1::PAIRING_ROLE_CHILD_DIRECTOR, v1::PAIRING_ROLE_VILLAGE_LEAD,
                v1::PAIRING_ROLE_PARTY_MEMBER, v1::PAIRING_ROLE_VOLUNTEER, v1::PAIRING_ROLE_SUPPORT_TEACHER},
               day_);
    return paired == nullptr ? Id() : paired->helper;
  }

  void add_dated(const char* rule, std::uint32_t kind, const Child& child, const Id& who, Day due, bool done) {
    DueLine line{.child = child.id, .class_of = {}, .kind = kind, .rule = rule, .who = who, .due = due};
    if (!done) set_state(line);
    lines_.push_back(std::move(line));
  }

  void set_state(DueLine& line) const {
    const std::int64_t left = days_between(day_, line.due);
    line.state = left < 0                ? DueState::kOverdue
                 : left == 0             ? DueState::kDueToday
                 : left <= kUpcomingDays ? DueState::kUpcoming
                                         : DueState::kDone;
    line.overdue_days = left < 0 ? -left : 0;
  }

  // The last that counts; where a role is said, of those who hold it.
  Day last_of(const Rule& rule, const Child& child, std::optional<std::uint32_t> role) const {
    Day last = 0;
    if (rule.kind == v1::DUE_KIND_CHECK_IN) {
      for (const CheckIn& each : child.check_ins) {
        if (each.day <= day_) last = std::max(last, each.day);
      }
      return last;
    }
    const auto is_theirs = [&](const Visit& visit) {
      return !role || std::ranges::any_of(child.pairings, [&](const Pairing& each) {
        const auto days = counts(child, each);
        return each.role == *role && days && days->contains(day_) && visit.took_part(child.place_of(each.helper));
      });
    };
    for (const Visit& each : child.visits) {
      if (each.kind != rule.kind || each.day > day_ || each.day <= last || (rule.record_card && !each.record_card)) {
        continue;
      }
      if (is_theirs(each)) last = each.day;
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
      add(rule, &child, nullptr, who, last_of(rule, child, {}), start_of(child, who));
    }
    collapse(before);
  }

  static Day start_of(const Child& child, const Pairing* who) {
    return who != nullptr && who->from != 0 ? who->from : child.registered;
  }

  // Each role owes its own, by any who hold it; a person with two of them owes one.
  void add_each_role(const Rule& rule, const Child& child) {
    std::vector<Id> asked;
    for (const std::uint32_t role : rule.roles) {
      const Pairing* who = holder(child, {role}, day_);
      if (who == nullptr || std::ranges::find(asked, who->helper) != asked.end()) continue;
      asked.push_back(who->helper);
      add(rule, &child, nullptr, who, last_of(rule, child, {role}), start_of(child, who));
    }
    if (asked.empty()) add(rule, &child, nullptr, nullptr, last_of(rule, child, {}), child.registered);
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
      const Day start = start_of(child, teacher);
      if (of.child == nullptr || (of.teacher == nullptr && teacher != nullptr)) {
        of = {&child, teacher, start};
      } else if ((of.teacher == nullptr) == (teacher == nullptr)) {
        of.start = std::min(of.start, start);
      }
    }
    for (const auto& [key, of] : classes) {
      add(rule, nullptr, of.child, of.teacher, last_meeting(*of.child, of.teacher), of.start);
    }
  }

  // One that names no school is of whose class its teacher held it.
  Day last_meeting(const Child& of_class, const Pairing* teacher) const {
    Day last = 0;
    for (const Event& each : township_.meetings) {
      const bool held_by_teacher = teacher != nullptr && each.by == teacher->helper;
      const bool theirs = (each.school.is_nil() ? held_by_teacher : each.school == of_class.school) &&
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
