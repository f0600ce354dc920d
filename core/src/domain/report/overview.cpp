#include "domain/report/overview.h"

#include <algorithm>
#include <map>

#include "domain/due.h"
#include "domain/report/naming.h"
#include "domain/support.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::domain {
namespace {

constexpr int kVisitedWithin = 30;  // days

// The bands of the civil-affairs count of 2016, and scheme 8's reading, to the 18th birthday.
struct AgeBand {
  std::uint32_t to;  // years, in it
  const char* name;
  const char* label;
};
constexpr AgeBand kAgeBands[] = {{5, "0-5", "0 至 5 岁"},
                                 {13, "6-13", "6 至 13 岁"},
                                 {15, "14-16", "14 岁至未满 16 岁"},
                                 {17, "16-18", "16 岁至未满 18 岁"}};

// Rows in the order given, and of what people read.
class Counted {
 public:
  void add(const Cell& cell, std::uint32_t order = 0) {
    auto& entry = counts_[{order, shown(cell)}];
    entry.first = cell;
    ++entry.second;
  }
  Section section(const char* key, schema::Label label, Column column) const {
    Section out{key, label, {column, {"children", {"儿童数", "children"}}}};
    for (const auto& [place, entry] : counts_) out.rows.push_back({entry.first, entry.second});
    return out;
  }

 private:
  std::map<std::pair<std::uint32_t, std::string>, std::pair<Cell, std::int64_t>> counts_;
};

void add_age(const Child& child, Day day, Counted& ages) {
  const bool known = child.birth_date != 0 && child.birth_date <= day;
  const std::uint32_t age = known ? (day - child.birth_date) / 10'000 : 0;
  const auto* band = std::ranges::find_if(kAgeBands, [&](const AgeBand& each) { return age <= each.to; });
  if (!known || band == std::end(kAgeBands)) return ages.add(WordCell{"unknown", "不详"}, kOfAge);
  ages.add(WordCell{band->name, band->label}, band->to);
}

bool has_helper(const Child& child, Day day) {
  return std::ranges::any_of(child.pairings, [&](const Pairing& each) {
    const auto days = counts(child, each);
    return each.role != v1::PAIRING_ROLE_STUDY_BUDDY && days && days->contains(day);
  });
}

bool visited_lately(const Child& child, Day day) {
  const Day since = china_time::add_days(day, -kVisitedWithin);
  return std::ranges::any_of(child.visits, [&](const Visit& each) { return each.day > since && each.day <= day; });
}

Section overdue_section(const Township& township, const Naming& names, Day day) {
  std::map<Id, std::int64_t> overdue;
  for (const DueLine& line : due(township, day)) {
    if (line.state == DueState::kOverdue) ++overdue[line.who];
  }
  Section out{"overdue",
              {"逾期的工作，按人", "overdue by person"},
              {{"person", {"姓名", "person"}}, {"overdue", {"逾期件数", "overdue"}}}};
  for (const auto& [who, count] : overdue) {
    out.rows.push_back({who.is_nil() ? NamedCell{{}, "（没有人）"} : names.person(who), count});
  }
  std::ranges::sort(out.rows, [](const auto& a, const auto& b) {
    return std::get<std::int64_t>(a[1]) > std::get<std::int64_t>(b[1]);
  });
  return out;
}

}  // namespace

std::vector<Section> overview(const Township& township, const Asked& asked) {
  const Naming names(township);
  Counted villages;
  Counted schools;
  Counted arrangements;
  Counted categories;
  Counted risks;
  Counted ages;
  std::int64_t children = 0;
  std::int64_t key_children = 0;
  std::int64_t helped = 0;
  std::int64_t visited = 0;
  for (const Child& child : township.children) {
    if (!is_supported(child, asked.day)) continue;
    ++children;
    key_children += child.key_child ? 1 : 0;
    helped += has_helper(child, asked.day) ? 1 : 0;
    visited += visited_lately(child, asked.day) ? 1 : 0;
    villages.add(names.organisation(child.village));
    schools.add(names.organisation(child.school));
    arrangements.add(word("child", "living_arrangement", child.living_arrangement));
    categories.add(word("child", "category", child.category));
    risks.add(word("child", "risk_level", child.risk_level));
    add_age(child, asked.day, ages);
  }
  Section coverage{
      "coverage", {"帮扶情况", "coverage"}, {{"what", {"项目", "what"}}, {"children", {"儿童数", "children"}}}};
  coverage.rows.push_back({WordCell{"supported", "在帮扶的儿童"}, children});
  coverage.rows.push_back({WordCell{"key_children", "重点帮扶对象"}, key_children});
  coverage.rows.push_back({WordCell{"with_helper", "有帮扶人"}, helped});
  coverage.rows.push_back({WordCell{"visited_within_30_days", "三十天内有走访或联系"}, visited});
  std::vector<Section> out;
  out.push_back(std::move(coverage));
  out.push_back(villages.section("villages", {"按村", "by village"}, {"village", {"村", "village"}}));
  out.push_back(schools.section("schools", {"按学校", "by school"}, {"school", {"学校", "school"}}));
  out.push_back(arrangements.section("arrangements", {"按居住方式", "by living arrangement"},
                                     {"living_arrangement", {"居住方式", "living arrangement"}}));
  out.push_back(categories.section("categories", {"按类别", "by category"}, {"category", {"类别", "category"}}));
  out.push_back(risks.section("risks", {"按风险等级", "by risk"}, {"risk_level", {"风险等级", "risk level"}}));
  out.push_back(ages.section("ages", {"按年龄", "by age"}, {"age", {"年龄", "age"}}));
  out.push_back(overdue_section(township, names, asked.day));
  return out;
}

}  // namespace xinqiao::domain
