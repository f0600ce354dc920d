#include "domain/due.h"

#include <algorithm>
#include <tuple>

#include "domain/due_days.h"
#include "domain/rules.h"
#include "domain/support.h"
#include "xinqiao/v1/schedule.pb.h"

namespace xinqiao::domain {
namespace {

bool matches(const Rule& rule, const Child& child) {
  if (rule.kind == v1::DUE_KIND_THEME_MEETING || (rule.key_only && !child.key_child)) return false;
  return rule.arrangements.empty() ||
         std::ranges::find(rule.arrangements, child.living_arrangement) != rule.arrangements.end();
}

bool comes_before(const DueLine& a, const DueLine& b) {
  const bool a_waits = a.state != DueState::kOverdue;
  const bool b_waits = b.state != DueState::kOverdue;
  if (a_waits != b_waits) return b_waits;
  return std::tie(a.due, a.child, a.rule, a.who) < std::tie(b.due, b.child, b.rule, b.who);
}

// Somebody who holds the role took part.
bool is_of_role(const Child& child, const Visit& visit, std::uint32_t role, Day today) {
  return std::ranges::any_of(child.pairings, [&](const Pairing& each) {
    const auto days = counts(child, each);
    return each.role == role && days && days->contains(today) && visit.took_part(child.place_of(each.helper));
  });
}

// The last that counts; where a role is said, of those who hold it.
Day last_of(const Rule& rule, const Child& child, std::optional<std::uint32_t> role, Day today) {
  Day last = 0;
  if (rule.kind == v1::DUE_KIND_CHECK_IN) {
    for (const CheckIn& each : child.check_ins) {
      if (each.day <= today) last = std::max(last, each.day);
    }
    return last;
  }
  for (const Visit& each : child.visits) {
    const bool later = each.kind == rule.kind && each.day <= today && each.day > last;
    if (!later || (rule.record_card && !each.record_card)) continue;
    if (!role || is_of_role(child, each, *role, today)) last = each.day;
  }
  return last;
}

// The lines of one child.
class OfChild {
 public:
  OfChild(const Child& child, const DueDays& days, std::vector<DueLine>& lines)
      : child_(child), days_(days), lines_(lines) {}

  void add(const Rule& rule) {
    if (rule.each_role) return add_each_role(rule);
    const Pairing* who = holder(child_, rule.roles, days_.today());
    auto line = line_of(rule, who, {});
    if (!line) return;
    if (rule.record_card) {
      lines_.push_back(*std::move(line));
    } else {
      add_strictest(*std::move(line));
    }
  }

 private:
  std::optional<DueLine> line_of(const Rule& rule, const Pairing* who, std::optional<std::uint32_t> role) const {
    DueLine line{.child = child_.id, .class_of = {}, .kind = rule.kind, .rule = rule.code, .who = {}};
    if (who != nullptr) line.who = who->helper;
    line.due = days_.due_day(rule, last_of(rule, child_, role, days_.today()), start_of(child_, who));
    if (line.due == 0) return std::nullopt;
    days_.set_state(line);
    return line;
  }

  // Each role owes its own, by any who hold it; a person with two of them owes one.
  void add_each_role(const Rule& rule) {
    std::vector<Id> asked;
    for (const std::uint32_t role : rule.roles) {
      const Pairing* who = holder(child_, {role}, days_.today());
      if (who == nullptr || std::ranges::find(asked, who->helper) != asked.end()) continue;
      asked.push_back(who->helper);
      if (auto line = line_of(rule, who, role)) lines_.push_back(*std::move(line));
    }
    if (!asked.empty()) return;
    if (auto line = line_of(rule, nullptr, {})) lines_.push_back(*std::move(line));
  }

  // Of rules of one kind one line stands, the strictest; of two alike that for fewer children, which comes later.
  void add_strictest(DueLine line) {
    const auto same = std::ranges::find_if(strictest_, [&](std::size_t at) { return lines_[at].kind == line.kind; });
    if (same == strictest_.end()) {
      strictest_.push_back(lines_.size());
      lines_.push_back(std::move(line));
    } else if (line.due <= lines_[*same].due) {
      lines_[*same] = std::move(line);
    }
  }

  const Child& child_;
  const DueDays& days_;
  std::vector<DueLine>& lines_;
  std::vector<std::size_t> strictest_;  // places in lines_
};

}  // namespace

std::vector<DueLine> due(const Township& township, Day day) {
  const DueDays days(township.terms, day);
  const std::vector<Rule> rules = rules_in_force(township.rules);
  std::vector<DueLine> lines;
  for (const Child& child : township.children) {
    if (!is_supported(child, day)) continue;
    OfChild of_child(child, days, lines);
    for (const Rule& rule : rules) {
      if (matches(rule, child)) of_child.add(rule);
    }
  }
  for (const Rule& rule : rules) {
    if (rule.kind == v1::DUE_KIND_THEME_MEETING) add_meetings(township, rule, days, lines);
  }
  add_festival(township, days, lines);
  std::ranges::sort(lines, comes_before);
  return lines;
}

}  // namespace xinqiao::domain
