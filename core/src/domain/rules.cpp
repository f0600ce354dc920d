#include "domain/rules.h"

#include <algorithm>

#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"

namespace xinqiao::domain {
namespace {

std::vector<Rule> built_in() {
  const std::vector<std::uint32_t> of_class{v1::PAIRING_ROLE_CLASS_TEACHER, v1::PAIRING_ROLE_SUPPORT_TEACHER};
  const std::vector<std::uint32_t> of_child{v1::PAIRING_ROLE_SUPPORT_TEACHER, v1::PAIRING_ROLE_VOLUNTEER,
                                            v1::PAIRING_ROLE_CLASS_TEACHER};
  std::vector<Rule> rules;
  rules.push_back({.code = "S1.2",
                   .kind = v1::DUE_KIND_HOME_VISIT,
                   .per = v1::DUE_PER_DAYS,
                   .days = 14,
                   .arrangements = {v1::LIVING_ARRANGEMENT_BOARDS_WEEKDAYS},
                   .roles = of_class,
                   .each_role = true});
  rules.push_back({.code = "S1.3",
                   .kind = v1::DUE_KIND_GUARDIAN_CONTACT,
                   .per = v1::DUE_PER_DAYS,
                   .days = 7,
                   .arrangements = {v1::LIVING_ARRANGEMENT_LIVES_WITH_RELATIVES},
                   .roles = of_class});
  rules.push_back({.code = "S1.5",
                   .kind = v1::DUE_KIND_TALK,
                   .per = v1::DUE_PER_DAYS,
                   .days = 7,
                   .roles = of_class,
                   .pauses_in_holidays = true});
  rules.push_back({.code = "S1.5-meeting",
                   .kind = v1::DUE_KIND_THEME_MEETING,
                   .per = v1::DUE_PER_MONTH,
                   .roles = {v1::PAIRING_ROLE_CLASS_TEACHER},
                   .pauses_in_holidays = true});
  rules.push_back(
      {.code = "S1.6", .kind = v1::DUE_KIND_PARENT_CALL, .per = v1::DUE_PER_DAYS, .days = 14, .roles = of_class});
  rules.push_back({.code = "S6.5",
                   .kind = v1::DUE_KIND_TALK,
                   .per = v1::DUE_PER_DAYS,
                   .days = 7,
                   .key_only = true,
                   .roles = of_child,
                   .pauses_in_holidays = true});
  rules.push_back({.code = "S7.3",
                   .kind = v1::DUE_KIND_TALK,
                   .per = v1::DUE_PER_MONTH,
                   .roles = of_class,
                   .record_card = true,
                   .pauses_in_holidays = true});
  rules.push_back({.code = "S8.2", .kind = v1::DUE_KIND_PARENT_FEEDBACK, .per = v1::DUE_PER_MONTH, .roles = of_child});
  return rules;
}

void change(const RuleRecord& record, Rule& rule) {
  rule.kind = record.kind.value_or(rule.kind);
  if (record.days) {
    rule.days = *record.days;
    rule.per = v1::DUE_PER_DAYS;
  }
  rule.per = record.per.value_or(rule.per);
  if (!record.arrangements.empty()) rule.arrangements = record.arrangements;
  rule.key_only = record.key_only.value_or(rule.key_only);
  if (!record.roles.empty()) rule.roles = record.roles;
  rule.each_role = record.each_role.value_or(rule.each_role);
  rule.record_card = record.record_card.value_or(rule.record_card);
  rule.pauses_in_holidays = record.pauses_in_holidays.value_or(rule.pauses_in_holidays);
  rule.off = record.off.value_or(rule.off);
}

bool is_whole(const Rule& rule) {
  if (rule.kind == v1::DUE_KIND_UNSPECIFIED || rule.per == v1::DUE_PER_UNSPECIFIED) return false;
  return rule.per != v1::DUE_PER_DAYS || rule.days > 0;
}

}  // namespace

std::vector<Rule> rules_in_force(const std::vector<RuleRecord>& of_office) {
  std::vector<Rule> rules = built_in();
  for (const RuleRecord& record : of_office) {
    auto rule = std::ranges::find(rules, record.code, &Rule::code);
    if (rule == rules.end()) {
      rules.push_back({.code = record.code});
      rule = std::prev(rules.end());
    }
    change(record, *rule);
  }
  std::erase_if(rules, [](const Rule& rule) { return rule.off || !is_whole(rule); });
  return rules;
}

}  // namespace xinqiao::domain
