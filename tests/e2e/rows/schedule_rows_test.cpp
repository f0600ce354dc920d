// Goal: the rows of the schemes that say who is due what how often. Method: each on real devices through a real sync:
// what one writes changes whom the other is to see.
#include "e2e/rows/row_town.h"

namespace xinqiao::testing {
namespace {

TEST(Rows, S1_2_home_visit_every_other_week) {
  RowTown town;
  const Id child = town.child("韦小燕", {{"living_arrangement", "boards_weekdays"}});
  town.pair(child, town.teacher, "class_teacher");
  town.pair(child, town.supporter, "support_teacher");
  town.sync();
  EXPECT_EQ(town.list(town.teacher, "S1.2", child, 20260916),
            "2026-09-15 李秀英 overdue 1; 2026-09-15 王建国 overdue 1");
  town.supporter.add("visit", {{"child", child.uuid()}, {"kind", "home_visit"}, {"started", "2026-09-16T16:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S1.2", child, 20260917), "2026-09-15 王建国 overdue 2; 2026-09-30 李秀英 done");
  town.teacher.add("visit", {{"child", child.uuid()},
                             {"kind", "home_visit"},
                             {"started", "2026-09-20T16:00"},
                             {"with", RowTown::person(town.supporter).uuid()}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S1.2", child, 20260921), "2026-10-04 李秀英 done; 2026-10-04 王建国 done")
      << "a joint visit serves both";
  const Id at_home = town.child("吴小满", {{"living_arrangement", "lives_with_parent"}});
  EXPECT_EQ(town.list(town.office, "S1.2", at_home, 20261231), "");
}

TEST(Rows, S1_3_guardian_contact_weekly) {
  RowTown town;
  const Id child = town.child("韦小燕", {{"living_arrangement", "lives_with_relatives"}});
  town.pair(child, town.teacher, "class_teacher");
  town.sync();
  EXPECT_EQ(town.list(town.teacher, "S1.3", child, 20260908), "2026-09-08 王建国 due today");
  town.teacher.add("visit", {{"child", child.uuid()}, {"kind", "guardian_contact"}, {"started", "2026-09-08T12:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S1.3", child, 20260908), "2026-09-15 王建国 done");
}

TEST(Rows, S1_5_talk_weekly_and_a_meeting_each_month) {
  RowTown town;
  const Id child = town.child("韦小燕");
  town.pair(child, town.teacher, "class_teacher");
  town.office.add("term", {{"school_year", "2026"},
                           {"term", "1"},
                           {"first_day", "2026-09-01"},
                           {"last_day", "2027-01-22"},
                           {"holidays", "2026-10-01..2026-10-07"}});
  town.sync();
  EXPECT_EQ(town.list(town.teacher, "S1.5", child, 20260906), "2026-09-08 王建国 upcoming");
  town.teacher.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"started", "2026-09-28T10:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S1.5", child, 20261010), "2026-10-12 王建国 upcoming")
      << "a talk pauses in the holidays";
  EXPECT_EQ(town.list(town.teacher, "S1.5-meeting", {}, 20261001), "2026-09-30 王建国 overdue 1");
  town.office.add("event", {{"kind", "theme_meeting"},
                            {"title", "手拉手"},
                            {"held", "2026-10-09"},
                            {"school", town.school.uuid()},
                            {"grade", "3"},
                            {"class", "二班"}});
  town.sync();
  EXPECT_EQ(town.list(town.teacher, "S1.5-meeting", {}, 20261010), "2026-11-30 王建国 done");
}

TEST(Rows, S1_6_parent_call_every_two_weeks) {
  RowTown town;
  const Id child = town.child("韦小燕");
  town.pair(child, town.teacher, "class_teacher");
  town.sync();
  town.teacher.add("visit", {{"child", child.uuid()}, {"kind", "parent_call"}, {"started", "2026-10-01T20:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S1.6", child, 20261014), "2026-10-15 王建国 upcoming");
  EXPECT_EQ(town.list(town.office, "S1.6", child, 20261020), "2026-10-15 王建国 overdue 5");
}

TEST(Rows, S6_5_key_children_are_talked_with_by_their_own_teacher) {
  RowTown town;
  const Id child = town.child("韦小燕", {{"key_child", "true"}, {"living_arrangement", "boards_full_time"}});
  town.pair(child, town.teacher, "class_teacher");
  town.pair(child, town.supporter, "support_teacher");
  town.sync();
  EXPECT_EQ(town.list(town.supporter, "S6.5", child, 20260910), "2026-09-08 李秀英 overdue 2");
  EXPECT_EQ(town.list(town.supporter, "S1.5", child, 20260910), "") << "one talk is due, not two";
  ASSERT_TRUE(town.office.set(child, {{"key_child", "false"}}).ok());
  town.sync();
  EXPECT_EQ(town.list(town.supporter, "S6.5", child, 20260910), "");
  EXPECT_EQ(town.list(town.supporter, "S1.5", child, 20260910), "2026-09-08 王建国 overdue 2");
}

TEST(Rows, S7_3_a_record_card_each_month) {
  RowTown town;
  const Id child = town.child("韦小燕");
  town.pair(child, town.teacher, "class_teacher");
  town.sync();
  const Id talk =
      town.teacher.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"started", "2026-09-20T10:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S7.3", child, 20260929), "2026-09-30 王建国 upcoming");
  ASSERT_TRUE(town.teacher.set(talk, {{"record_card.topic", "想爸爸妈妈"}}).ok());
  town.sync();
  EXPECT_EQ(town.list(town.office, "S7.3", child, 20260929), "2026-10-31 王建国 done");
}

TEST(Rows, S8_2_feedback_to_parents_each_month) {
  RowTown town;
  const Id child = town.child("韦小燕");
  town.pair(child, town.supporter, "volunteer");
  town.sync();
  EXPECT_EQ(town.list(town.supporter, "S8.2", child, 20261001), "2026-09-30 李秀英 overdue 1");
  town.supporter.add("visit", {{"child", child.uuid()}, {"kind", "parent_feedback"}, {"started", "2026-10-01T20:00"}});
  town.sync();
  EXPECT_EQ(town.list(town.office, "S8.2", child, 20261002), "2026-11-30 李秀英 done");
}

}  // namespace
}  // namespace xinqiao::testing
