// Goal: a report is whole and harmless as JSON, CSV and a page, whatever people have typed. Method: one with the worst
// of names; the reports there are, of a small township.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "domain/report/reports.h"

namespace xinqiao::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

Report report_of(const std::string& name) {
  Report report{.name = "test",
                .title = {"试验", "test"},
                .day = 20261015,
                .scope = "兴沟镇",
                .complete = false,
                .last_sync_ms = 0,
                .unsent = 2};
  report.sections.push_back(
      {"rows",
       {"各行", "rows"},
       {{"child", {"儿童", "child"}}, {"count", {"数", "count"}}, {"day", {"日期", "day"}}},
       {{NamedCell{id('c'), name}, std::int64_t{-3}, DayCell{20261001}}, {NamedCell{}, Cell(), DayCell{}}}});
  return report;
}

TEST(Report, JsonHasTypesAndSaysHowCompleteItIs) {
  const auto json = nlohmann::json::parse(report_json(report_of("韦\"小燕\\\n")));
  EXPECT_EQ(json["day"], "2026-10-15");
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["last_sync"], nullptr);
  EXPECT_EQ(json["unsent"], 2);
  const auto& rows = json["sections"]["rows"];
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["child"], id('c').uuid());
  EXPECT_EQ(rows[0]["child_name"], "韦\"小燕\\\n");
  EXPECT_EQ(rows[0]["count"], -3);
  EXPECT_EQ(rows[0]["day"], "2026-10-01");
  for (const char* key : {"child", "count", "day"}) EXPECT_EQ(rows[1][key], nullptr);
}

TEST(Report, CsvQuotesAndIsNoFormula) {
  const std::string csv = report_csv(report_of("=1+1,\"甲\""));
  EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF"));
  EXPECT_THAT(csv, HasSubstr("\"'=1+1,\"\"甲\"\"\",-3,2026-10-01\r\n"));
  EXPECT_THAT(csv, HasSubstr("还没有同步过"));
}

TEST(Report, APageShowsWhatWasTypedAndRunsNothing) {
  const std::string html = report_html(report_of("<script>alert(1)</script>&"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"));
  EXPECT_THAT(html, HasSubstr("size:A4"));
  EXPECT_THAT(html, HasSubstr("还有 2 项修改没有上传"));
}

TEST(Report, EachThereIsIsMadeOfAnEmptyTownshipAndOfAFullOne) {
  Township township;
  for (int round = 0; round < 2; ++round) {
    for (const std::string_view name : report_names()) {
      const ReportKind* kind = find_report(name);
      ASSERT_NE(kind, nullptr);
      if (kind->sections == nullptr) continue;  // of records
      Report report{.name = kind->name, .title = kind->title, .day = 20270201, .scope = "兴沟镇"};
      report.sections = kind->sections(township, {.day = 20270201, .period = {}, .child = id('c')});
      for (const Section& section : report.sections) {
        for (const auto& row : section.rows) EXPECT_EQ(row.size(), section.columns.size()) << name;
      }
      EXPECT_EQ(nlohmann::json::parse(report_json(report))["report"], name);
    }
    Child child{.id = id('c'), .name = "韦小燕", .birth_date = 20150301};
    child.people = {id('t')};
    child.pairings = {{id('t'), 3, 20260901, 0}};
    child.visits.push_back({.day = 20261001, .kind = 1, .by = 1, .with = {}});
    child.concerns.push_back({.id = id('1'), .kind = 1, .severity = 2, .opened = 20261001});
    child.plans.push_back({.id = id('p'), .kind = 1});
    child.exams = {{2026, 1, 1, 12, 40, 250.5}};
    township.children = {child};
    township.people.push_back({.id = id('t'), .name = "李秀英"});
  }
}

TEST(Report, TheOverviewCountsByAgeInTheBandsOfTheCount) {
  Township township;
  for (const Day born : {20220101U, 20130202U, 20110203U, 20100101U, 0U}) {
    township.children.push_back({.id = id(static_cast<char>('a' + township.children.size())), .birth_date = born});
  }
  const auto sections = find_report("overview")->sections(township, {.day = 20270201});
  const auto ages = std::ranges::find(sections, "ages", &Section::key);
  ASSERT_NE(ages, sections.end());
  std::map<std::string, std::int64_t> counted;
  for (const auto& row : ages->rows) counted[std::get<WordCell>(row[0]).name] = std::get<std::int64_t>(row[1]);
  EXPECT_EQ(counted,
            (std::map<std::string, std::int64_t>{{"0-5", 1}, {"6-13", 1}, {"14-16", 1}, {"16-18", 1}, {"unknown", 1}}));
}

}  // namespace
}  // namespace xinqiao::domain
