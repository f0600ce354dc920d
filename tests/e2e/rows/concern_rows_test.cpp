// Goal: the rows of the schemes about trouble and what is done about it. Method: as schedule_rows_test.
#include "e2e/rows/row_town.h"

namespace xinqiao::testing {
namespace {

struct ConcernTown : RowTown {
  Id kid = child("韦小燕");

  ConcernTown() {
    pair(kid, teacher, "class_teacher");
    pair(kid, supporter, "village_cadre");
    sync();
  }
  Id concern(Device& device, const std::string& kind, const std::string& severity) {
    return device.add("concern",
                      {{"child", kid.uuid()}, {"kind", kind}, {"severity", severity}, {"opened", "2026-10-01T10:00"}});
  }
  std::string open(Device& device, Day day, const std::vector<std::string_view>& columns) {
    return report(device, "concerns", "concerns", day, columns);
  }
};

TEST(Rows, S5_3_trouble_at_home_is_settled_with_the_parents_together) {
  ConcernTown town;
  const Id concern = town.concern(town.supporter, "safety", "high");
  town.sync();
  EXPECT_EQ(town.open(town.teacher, 20261002, {"child", "kind", "escalated_to", "due"}),
            "韦小燕 安全 负责人 2026-10-04");
  // Two who are offline both say whom they reached.
  town.supporter.add("concern_step", {{"concern", concern.uuid()}, {"kind", "reached"}, {"reached", "母亲"}});
  town.teacher.add("concern_step", {{"concern", concern.uuid()}, {"kind", "reached"}, {"reached", "奶奶"}});
  town.sync();
  EXPECT_EQ(town.open(town.office, 20261005, {"child", "escalated_to", "overdue_days", "steps"}),
            "韦小燕 学校或村委 1 2");
  EXPECT_EQ(town.open(town.office, 20261008, {"escalated_to"}), "乡镇办公室");
  ASSERT_TRUE(town.supporter.set(concern, {{"state", "closed"}, {"outcome", "母亲回来了"}}).ok());
  town.sync();
  EXPECT_EQ(town.open(town.office, 20261008, {"child"}), "");
}

TEST(Rows, S5_3_abuse_is_to_be_reported_once_whoever_writes_it) {
  ConcernTown town;
  const Id concern = town.concern(town.supporter, "safety", "low");
  town.sync();
  ASSERT_TRUE(town.supporter.set(concern, {{"kind", "abuse_or_neglect"}}).ok());
  ASSERT_TRUE(town.teacher.set(concern, {{"kind", "abuse_or_neglect"}}).ok());
  town.sync();
  EXPECT_EQ(town.office.count("concern_step"), 1U) << "two began one step";
  EXPECT_EQ(town.open(town.office, 20261001, {"escalated_to", "mandatory_report"}), "乡镇办公室 还没有报告");
  town.teacher.add("concern_step",
                   {{"concern", concern.uuid()}, {"kind", "mandatory_report"}, {"done", "准备向派出所报告"}});
  town.sync();
  EXPECT_EQ(town.open(town.office, 20261001, {"mandatory_report"}), "还没有报告") << "nobody was reached";
  town.teacher.add("concern_step",
                   {{"concern", concern.uuid()}, {"kind", "mandatory_report"}, {"reached", "派出所 张警官"}});
  town.sync();
  EXPECT_EQ(town.open(town.supporter, 20261001, {"mandatory_report"}), "已报告");
}

TEST(Rows, S7_2_sick_children_are_treated) {
  ConcernTown town;
  const Id concern = town.concern(town.teacher, "health", "medium");
  town.sync();
  EXPECT_EQ(town.open(town.supporter, 20261001, {"kind", "treated"}), "健康 否");
  town.supporter.add(
      "concern_step",
      {{"concern", concern.uuid()}, {"kind", "treated"}, {"at", "2026-10-02T15:00"}, {"done", "乡卫生院"}});
  town.sync();
  EXPECT_EQ(town.open(town.office, 20261002, {"kind", "treated"}), "健康 是");
}

TEST(Rows, S7_3_an_individual_plan_is_opened_from_a_concern) {
  ConcernTown town;
  const Id concern = town.concern(town.teacher, "conduct", "high");
  const Id plan = town.teacher.add("plan", {{"child", town.kid.uuid()},
                                            {"kind", "individual"},
                                            {"concern", concern.uuid()},
                                            {"responsible", RowTown::person(town.teacher).uuid()}});
  town.teacher.add("plan_stage", {{"plan", plan.uuid()}, {"what", "每天谈心"}, {"due", "2026-10-31"}});
  town.sync();
  const std::vector<std::string_view> columns{"child", "kind", "responsible", "next_due", "overdue_days"};
  EXPECT_EQ(town.report(town.supporter, "plans", "plans", 20261102, columns),
            "韦小燕 个别教育管理 王建国 2026-10-31 2");
}

TEST(Rows, S6_4_a_tutoring_plan_has_stages_with_results_that_are_checked) {
  ConcernTown town;
  const Id plan = town.teacher.add("plan", {{"child", town.kid.uuid()},
                                            {"kind", "tutoring"},
                                            {"subject", "数学"},
                                            {"responsible", RowTown::person(town.supporter).uuid()}});
  const Id stage = town.teacher.add("plan_stage", {{"plan", plan.uuid()}, {"due", "2026-10-31"}});
  town.sync();
  town.office.add("plan_stage", {{"plan", plan.uuid()}, {"due", "2026-11-30"}});
  town.sync();
  const std::vector<std::string_view> columns{"subject", "stages", "done", "unchecked", "next_due"};
  EXPECT_EQ(town.report(town.office, "plans", "plans", 20261015, columns), "数学 2 0 0 2026-10-31");
  ASSERT_TRUE(town.teacher.set(stage, {{"result", "应用题会了"}}).ok());
  town.sync();
  EXPECT_EQ(town.report(town.office, "plans", "plans", 20261015, columns), "数学 2 1 1 2026-11-30");
  for (const auto& [term, rank] : {std::pair{"1", "18"}, std::pair{"2", "11"}}) {
    town.teacher.add("exam_result", {{"child", town.kid.uuid()},
                                     {"school_year", "2026"},
                                     {"term", term},
                                     {"exam", "final"},
                                     {"total", "250.5"},
                                     {"class_rank", rank},
                                     {"class_size", "40"}});
  }
  town.sync();
  EXPECT_EQ(town.report(town.supporter, "progress", "exams", 20270715, {"term", "total", "class_rank", "better_by"},
                        town.kid),
            "1 250.5 18 ; 2 250.5 11 7");
}

}  // namespace
}  // namespace xinqiao::testing
