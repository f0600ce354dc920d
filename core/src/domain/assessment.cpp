#include "domain/assessment.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "domain/support.h"
#include "xinqiao/v1/learning.pb.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::domain {
namespace {

// The scheme's numbers.
constexpr std::uint32_t kPerRank = 10;
constexpr std::uint32_t kSteady = 10;
constexpr Rank kSteadyRank = 5;
constexpr std::uint32_t kConduct = 20;
constexpr std::uint32_t kHonour = 10;
constexpr std::int64_t kFenPerPoint = 100;
constexpr std::int64_t kAwardFirstFen = 100 * 100;
constexpr std::int64_t kAwardTopFiveFen = 30 * 100;
constexpr std::int64_t kAwardProgressFen = 15 * 100;
constexpr Rank kProgressRanks = 5;

bool supports(const Pairing& pairing) { return pairing.role != v1::PAIRING_ROLE_STUDY_BUDDY; }

bool lies_in(const Child& child, const Pairing& pairing, const china_time::Period& days) {
  const auto counted = counts(child, pairing);
  return counted && counted->first <= days.last && counted->last >= days.first;
}

bool is_supported_in(const Child& child, const china_time::Period& days) {
  return std::ranges::any_of(child.pairings,
                             [&](const Pairing& each) { return supports(each) && lies_in(child, each, days); });
}

std::uint32_t first_supported_year(const Child& child, const SchoolCalendar& calendar) {
  std::optional<Day> first;
  for (const Pairing& each : child.pairings) {
    const bool known = supports(each) && each.from != 0 && counts(child, each);
    if (known) first = std::min(first.value_or(each.from), each.from);
  }
  return first ? calendar.year_of(*first) : 0;
}

std::optional<Rank> final_rank(const Child& child, std::uint32_t school_year, std::uint32_t term) {
  for (const ExamResult& each : child.exams) {
    const bool meant = each.school_year == school_year && each.term == term && each.exam == v1::EXAM_FINAL;
    if (meant && each.class_rank > 0) return each.class_rank;
  }
  return std::nullopt;
}

bool is_sanctioned(const Child& child, std::uint32_t school_year) {
  return std::ranges::any_of(child.conducts,
                             [&](const Conduct& each) { return each.sanctioned && each.school_year == school_year; });
}

bool is_three_good(const Child& child, std::uint32_t school_year) {
  return std::ranges::any_of(child.honours, [&](const Honour& each) {
    return each.kind == v1::HONOUR_KIND_THREE_GOOD && each.school_year == school_year;
  });
}

ChildPoints points_of(const Child& child, std::uint32_t year, const SchoolCalendar& calendar) {
  ChildPoints out{.id = child.id};
  const bool is_first = first_supported_year(child, calendar) == year;
  out.baseline_year = is_first ? year : year - 1;
  out.baseline_term = is_first ? 1 : 2;
  out.baseline = final_rank(child, out.baseline_year, out.baseline_term);
  out.final = final_rank(child, year, 2);
  out.conduct = is_sanctioned(child, year) ? 0 : kConduct;
  out.honour = is_three_good(child, year) ? kHonour : 0;
  if (!out.final || !out.baseline) {
    out.reason = out.final ? Reason::kNoBaseline : Reason::kNoFinal;
    return out;
  }
  const Rank b = *out.baseline;
  const Rank c = *out.final;
  out.rank = kPerRank * (b > c ? b - c : 0);
  out.steady = b <= kSteadyRank && c <= kSteadyRank ? kSteady : 0;
  out.points = *out.rank + *out.steady + out.conduct + out.honour;
  return out;
}

std::int64_t award_of(const ChildPoints& child) {
  if (!child.final) return 0;
  std::int64_t fen = 0;
  if (*child.final == 1) {
    fen = kAwardFirstFen;
  } else if (*child.final <= kSteadyRank) {
    fen = kAwardTopFiveFen;
  }
  if (child.baseline && *child.baseline >= *child.final + kProgressRanks) fen += kAwardProgressFen;
  return fen;
}

// The teacher whose class the child ended the year in.
std::optional<Id> class_teacher_of(const Child& child, const china_time::Period& days) {
  const Pairing* last = nullptr;
  for (const Pairing& each : child.pairings) {
    if (each.role != v1::PAIRING_ROLE_CLASS_TEACHER || !lies_in(child, each, days)) continue;
    const auto until = [](const Pairing& pairing) { return pairing.to == 0 ? UINT32_MAX : pairing.to; };
    const auto order = [&](const Pairing& pairing) { return std::tuple(until(pairing), pairing.from, pairing.helper); };
    if (last == nullptr || order(*last) < order(each)) last = &each;
  }
  return last == nullptr ? std::nullopt : std::optional(last->helper);
}

std::set<Id> helpers_of(const Child& child, const china_time::Period& days) {
  std::set<Id> ids;
  for (const Pairing& each : child.pairings) {
    const bool counts = supports(each) && each.role != v1::PAIRING_ROLE_CLASS_TEACHER;
    if (counts && lies_in(child, each, days)) ids.insert(each.helper);
  }
  return ids;
}

struct ClassPoints {
  std::int64_t sum = 0;
  std::int64_t children = 0;
};

// Rounded half up; nothing here is negative.
std::optional<std::int64_t> mean_fen(const ClassPoints& points) {
  if (points.children == 0) return std::nullopt;
  return (2 * points.sum * kFenPerPoint + points.children) / (2 * points.children);
}

}  // namespace

Assessment assess(const std::vector<Child>& children, std::uint32_t school_year, const SchoolCalendar& calendar) {
  const china_time::Period days = calendar.year(school_year);
  Assessment out;
  std::map<Id, std::uint32_t> helpers;
  std::map<Id, ClassPoints> classes;
  for (const Child& child : children) {
    if (!is_supported_in(child, days)) continue;
    const ChildPoints points = points_of(child, school_year, calendar);
    for (const Id& helper : helpers_of(child, days)) {
      helpers[helper] += points.points.value_or(points.conduct + points.honour);
    }
    if (const auto teacher = class_teacher_of(child, days)) {
      ClassPoints& of_class = classes[*teacher];
      of_class.sum += points.points.value_or(0);
      of_class.children += points.points ? 1 : 0;
    }
    if (const std::int64_t fen = award_of(points); fen > 0) out.awards.push_back({child.id, fen});
    out.children.push_back(points);
  }
  for (const auto& [id, points] : helpers) out.helpers.push_back({id, points, points * kFenPerPoint});
  for (const auto& [id, points] : classes) out.class_teachers.push_back({id, mean_fen(points)});
  std::ranges::sort(out.children, {}, &ChildPoints::id);
  std::ranges::sort(out.awards, {}, &Award::child);
  return out;
}

}  // namespace xinqiao::domain
