#include "domain/report/reports.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "domain/assessment.h"
#include "domain/festival.h"
#include "domain/pairing_check.h"
#include "domain/report/naming.h"
#include "domain/report/overview.h"
#include "domain/school_year.h"

namespace xinqiao::domain {
namespace {

std::int64_t count(std::size_t number) { return static_cast<std::int64_t>(number); }

china_time::Period period_of(const Township& township, const Asked& asked) {
  if (asked.period.first != 0) return asked.period;
  const SchoolCalendar calendar(township.terms);
  return {calendar.year(calendar.year_of(asked.day)).first, asked.day};
}

Section people_section(const char* key, schema::Label label, const std::vector<PairedPerson>& people,
                       const Naming& names) {
  Section section{key, label, {{"person", {"姓名", "person"}}, {"children", {"结对儿童数", "children"}}}};
  for (const PairedPerson& each : people) section.rows.push_back({names.person(each.person), count(each.children)});
  return section;
}

Section children_section(const char* key, schema::Label label, const std::vector<Id>& children, const Naming& names) {
  Section section{key, label, {{"child", {"儿童", "child"}}}};
  for (const Id& child : children) section.rows.push_back({names.child(child)});
  return section;
}

std::vector<Section> pairings(const Township& township, const Asked& asked) {
  const Naming names(township);
  const PairingCheck check = check_pairings(township, asked.day, period_of(township, asked).first);
  std::vector<Section> out;
  out.push_back(people_section("teachers_below", {"结对不足三名儿童的教师", "teachers below three children"},
                               check.teachers_below, names));
  out.push_back(people_section("party_members_without_child", {"还没有结对的党员", "party members without a child"},
                               check.party_members_without_child, names));
  out.push_back(people_section("village_leads_without_child", {"还没有结对的村委", "village leads without a child"},
                               check.village_leads_without_child, names));
  out.push_back(children_section("children_without_helper", {"没有帮扶人的儿童", "children without a helper"},
                                 check.children_without_helper, names));
  out.push_back(children_section("children_without_buddy", {"没有学习帮手的儿童", "children without a study buddy"},
                                 check.children_without_buddy, names));
  Section ending{
      "ending",
      {"因年满十八岁将结束的结对", "pairings that end at 18"},
      {{"child", {"儿童", "child"}}, {"helper", {"帮扶人", "helper"}}, {"last_day", {"最后一天", "last day"}}}};
  for (const Ending& each : check.ending) {
    ending.rows.push_back({names.child(each.child), names.person(each.helper), DayCell{each.last_day}});
  }
  Section idle{"idle",
               {"六十天没有记录的结对", "pairings without a record for sixty days"},
               {{"child", {"儿童", "child"}},
                {"helper", {"帮扶人", "helper"}},
                {"role", {"角色", "role"}},
                {"last", {"最近一次", "last"}}}};
  for (const Idle& each : check.idle) {
    idle.rows.push_back(
        {names.child(each.child), names.person(each.helper), word("pairing", "role", each.role), DayCell{each.last}});
  }
  Section commendation{"commendation",
                       {"按实际记录的工作排序（表扬参考）", "by work recorded, for commendation"},
                       {{"person", {"姓名", "person"}},
                        {"interactions", {"次数", "interactions"}},
                        {"children", {"儿童数", "children"}}}};
  for (const Work& each : check.commendation) {
    commendation.rows.push_back({names.person(each.person), count(each.interactions), count(each.children)});
  }
  out.push_back(std::move(ending));
  out.push_back(std::move(idle));
  out.push_back(std::move(commendation));
  return out;
}

Cell level_word(Level level) {
  switch (level) {
    case Level::kOwner:
      return WordCell{"owner", "负责人"};
    case Level::kLead:
      return WordCell{"lead", "学校或村委"};
    case Level::kOffice:
      return WordCell{"office", "乡镇办公室"};
  }
  return {};
}

Cell report_word(MandatoryReport report) {
  switch (report) {
    case MandatoryReport::kNone:
      return {};
    case MandatoryReport::kOpen:
      return WordCell{"open", "还没有报告"};
    case MandatoryReport::kDone:
      return WordCell{"done", "已报告"};
  }
  return {};
}

std::vector<Section> concerns(const Township& township, const Asked& asked) {
  const Naming names(township);
  Section section{"concerns",
                  {"未结的关注事项", "open concerns"},
                  {{"child", {"儿童", "child"}},
                   {"kind", {"类型", "kind"}},
                   {"severity", {"严重程度", "severity"}},
                   {"opened", {"提出", "opened"}},
                   {"state", {"状态", "state"}},
                   {"owner", {"负责人", "owner"}},
                   {"escalated_to", {"现由谁督办", "escalated to"}},
                   {"due", {"期限", "due"}},
                   {"overdue_days", {"逾期天数", "days overdue"}},
                   {"steps", {"处理步骤", "steps"}},
                   {"mandatory_report", {"强制报告", "mandatory report"}},
                   {"treated", {"已就医", "treated"}},
                   {"confidential", {"保密", "confidential"}},
                   {"concern", {"编号", "concern"}}}};
  for (const ConcernLine& line : open_concerns(township, asked.day, asked.viewer)) {
    section.rows.push_back({names.child(line.child), word("concern", "kind", line.concern.kind),
                            word("concern", "severity", line.concern.severity), DayCell{line.concern.opened},
                            word("concern", "state", line.concern.state), names.person(line.concern.owner),
                            level_word(line.level), DayCell{line.due}, std::int64_t{line.overdue_days},
                            count(line.steps), report_word(line.report), line.treated, line.concern.confidential,
                            line.concern.id.uuid()});
  }
  return {std::move(section)};
}

std::vector<Section> plans(const Township& township, const Asked& asked) {
  const Naming names(township);
  Section section{"plans",
                  {"进行中的帮扶方案", "plans that go on"},
                  {{"child", {"儿童", "child"}},
                   {"kind", {"类型", "kind"}},
                   {"subject", {"学科", "subject"}},
                   {"responsible", {"负责教师", "responsible"}},
                   {"stages", {"阶段", "stages"}},
                   {"done", {"有结果", "with a result"}},
                   {"unchecked", {"没有检查", "unchecked"}},
                   {"next_due", {"下一阶段期限", "next due"}},
                   {"overdue_days", {"逾期天数", "days overdue"}},
                   {"plan", {"编号", "plan"}}}};
  for (const PlanLine& line : open_plans(township, asked.day)) {
    section.rows.push_back({names.child(line.child), word("plan", "kind", line.plan.kind), line.plan.subject,
                            names.person(line.plan.responsible), count(line.stages), count(line.done),
                            count(line.unchecked), DayCell{line.next_due}, std::int64_t{line.overdue_days},
                            line.plan.id.uuid()});
  }
  return {std::move(section)};
}

std::vector<Section> progress(const Township& township, const Asked& asked) {
  Section section{"exams",
                  {"考试成绩", "exams"},
                  {{"school_year", {"学年", "school year"}},
                   {"term", {"学期", "term"}},
                   {"exam", {"考试", "exam"}},
                   {"total", {"总分", "total"}},
                   {"class_rank", {"班级名次", "class rank"}},
                   {"class_size", {"班级人数", "class size"}},
                   {"better_by", {"比上次进步", "better by"}}}};
  const auto child = std::ranges::find(township.children, asked.child, &Child::id);
  if (child == township.children.end()) return {std::move(section)};
  const auto number = [](std::uint32_t value) { return value == 0 ? Cell() : Cell(std::int64_t{value}); };
  for (const Progress& each : progress_of(*child)) {
    // Totals have halves, which JSON numbers of this report have not.
    const auto total = each.exam.total;
    const bool whole = total && *total == static_cast<double>(static_cast<std::int64_t>(*total));
    Cell shown_total;
    if (whole) shown_total = static_cast<std::int64_t>(*total);
    if (total && !whole) {
      std::string text = std::to_string(*total);
      text.erase(text.find_last_not_of('0') + 1);
      shown_total = std::move(text);
    }
    section.rows.push_back({std::int64_t{each.exam.school_year}, std::int64_t{each.exam.term},
                            word("exam_result", "exam", each.exam.exam), std::move(shown_total),
                            number(each.exam.class_rank), number(each.exam.class_size),
                            each.better_by ? Cell(std::int64_t{*each.better_by}) : Cell()});
  }
  return {std::move(section)};
}

std::vector<Section> visits(const Township& township, const Asked& asked) {
  const Naming names(township);
  const china_time::Period period = period_of(township, asked);
  Section section{"visits",
                  {"走访登记", "visits"},
                  {{"day", {"日期", "day"}},
                   {"child", {"儿童", "child"}},
                   {"kind", {"类型", "kind"}},
                   {"by", {"走访人", "by"}},
                   {"with", {"同去人数", "others with them"}},
                   {"record_card", {"有记录卡", "record card"}}}};
  struct Line {
    Day day;
    std::size_t place;
    std::vector<Cell> cells;
  };
  std::vector<Line> lines;
  for (const Child& child : township.children) {
    for (const Visit& each : child.visits) {
      if (!period.contains(each.day)) continue;
      const Cell by = each.by == 0 ? Cell(NamedCell{}) : names.person(child.people[each.by - 1U]);
      lines.push_back({each.day,
                       lines.size(),
                       {DayCell{each.day}, NamedCell{child.id, child.name}, word("visit", "kind", each.kind), by,
                        count(each.with.size()), each.record_card}});
    }
  }
  // Of one day in order of the children.
  std::ranges::sort(lines,
                    [](const Line& a, const Line& b) { return std::tie(a.day, a.place) < std::tie(b.day, b.place); });
  section.rows.reserve(lines.size());
  for (Line& line : lines) section.rows.push_back(std::move(line.cells));
  return {std::move(section)};
}

std::vector<Section> festival_table(const Township& township, const Asked& asked) {
  const Naming names(township);
  Section section{"festival",
                  {"春节情况", "Spring Festival"},
                  {{"child", {"儿童", "child"}},
                   {"reunion_known", {"团圆情况已问清", "reunion known"}},
                   {"parent_returning", {"父母回家", "a parent returns"}},
                   {"visited", {"已走访", "visited"}},
                   {"gifts", {"慰问品", "gifts"}},
                   {"trip", {"探亲", "trip"}},
                   {"alone", {"独自过年", "alone"}},
                   {"letters_out", {"去信", "letters out"}},
                   {"letters_in", {"来信", "letters in"}}}};
  const auto season = season_at(asked.day);
  if (!season) return {std::move(section)};
  for (const FestivalLine& line : festival(township, *season, asked.day)) {
    section.rows.push_back({names.child(line.child), line.reunion_known,
                            line.parent_returning ? Cell(*line.parent_returning) : Cell(), line.visited,
                            std::int64_t{line.gifts}, line.trip, line.alone, std::int64_t{line.letters_out},
                            std::int64_t{line.letters_in}});
  }
  return {std::move(section)};
}

constexpr std::array kReports{
    ReportKind{"overview", {"乡镇概况", "township overview"}, overview},
    ReportKind{"pairings", {"结对检查", "pairing check"}, pairings},
    ReportKind{"visits", {"走访登记", "visit register"}, visits},
    ReportKind{"festival", {"春节走访表", "festival table"}, festival_table},
    ReportKind{"concerns", {"未结的关注事项", "open concerns"}, concerns},
    ReportKind{"plans", {"帮扶方案", "plans"}, plans},
    ReportKind{"cards", {"联系卡", "contact cards"}, nullptr},
    ReportKind{"progress", {"儿童学习进步", "progress of one child"}, progress, true},
};

}  // namespace

const ReportKind* find_report(std::string_view name) {
  const auto* found = std::ranges::find(kReports, name, &ReportKind::name);
  return found == kReports.end() ? nullptr : found;
}

std::vector<std::string_view> report_names() {
  std::vector<std::string_view> names;
  names.reserve(kReports.size());
  for (const ReportKind& each : kReports) names.push_back(each.name);
  return names;
}

}  // namespace xinqiao::domain
