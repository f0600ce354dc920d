// Goal: the rows of the schemes about who looks after whom. Method: as schedule_rows_test; what one device writes
// changes what another's check says.
#include "e2e/rows/row_town.h"

namespace xinqiao::testing {
namespace {

constexpr Day kDay = 20261015;

struct PairingTown : RowTown {
  Id first = child("韦小燕");
  Id second = child("石小军");
  Id third = child("龙小虎");

  PairingTown() { sync(); }
  std::string check(Device& device, std::string_view section, Day day = kDay) {
    return report(device, "pairings", section, day);
  }
  void post(Device& whose, const std::vector<text::Assignment>& fields) {
    ASSERT_TRUE(office.set(person(whose), fields).ok());
  }
};

TEST(Rows, S1_7_a_good_pupil_helps_a_weak_one_and_tutoring_is_logged) {
  PairingTown town;
  town.pair(town.first, town.teacher, "class_teacher");
  town.sync();
  const Id buddy = town.teacher.add(
      "pairing",
      {{"child", town.first.uuid()}, {"helper", town.second.uuid()}, {"role", "study_buddy"}, {"from", "2026-09-01"}});
  town.teacher.add("visit", {{"child", town.first.uuid()}, {"kind", "tutoring"}, {"started", "2026-10-12T16:00"}});
  town.sync();
  EXPECT_TRUE(town.office.holds(buddy));
  EXPECT_EQ(town.check(town.office, "children_without_buddy").find("韦小燕"), std::string::npos);
  EXPECT_NE(town.check(town.office, "children_without_buddy").find("石小军"), std::string::npos);
  EXPECT_EQ(town.report(town.office, "visits", "visits", kDay, {"child", "kind", "by"}), "韦小燕 辅导 王建国");
  EXPECT_FALSE(town.supporter.holds(town.first)) << "and opens nobody's archive";
}

TEST(Rows, S2_1_each_party_member_has_a_child_and_the_best_are_commended) {
  PairingTown town;
  town.post(town.supporter, {{"party_member", "true"}});
  town.sync();
  EXPECT_EQ(town.check(town.office, "party_members_without_child"), "李秀英 0");
  town.pair(town.first, town.supporter, "volunteer");
  EXPECT_EQ(town.check(town.office, "party_members_without_child"), "李秀英 1");
  town.pair(town.first, town.supporter, "party_member");
  town.pair(town.second, town.teacher, "support_teacher");
  town.sync();
  EXPECT_EQ(town.check(town.office, "party_members_without_child"), "");
  for (const char* day : {"2026-10-01T10:00", "2026-10-08T10:00"}) {
    town.supporter.add("visit", {{"child", town.first.uuid()}, {"kind", "home_visit"}, {"started", day}});
  }
  town.teacher.add("visit", {{"child", town.second.uuid()}, {"kind", "talk"}, {"started", "2026-10-09T10:00"}});
  town.sync();
  EXPECT_EQ(town.check(town.office, "commendation"), "李秀英 2 1; 王建国 1 1");
}

TEST(Rows, S3_1_every_teacher_cares_for_three_children_and_staff_meetings_are_held) {
  PairingTown town;
  town.post(town.teacher, {{"posts.0.role", "class_teacher"}, {"posts.0.school", town.school.uuid()}});
  town.pair(town.first, town.teacher, "class_teacher");
  town.pair(town.second, town.teacher, "support_teacher");
  town.sync();
  EXPECT_EQ(town.check(town.office, "teachers_below"), "王建国 2");
  town.pair(town.third, town.teacher, "support_teacher");
  town.office.add("event", {{"kind", "staff_meeting"}, {"title", "人人关心三名儿童"}, {"held", "2026-10-10"}});
  town.sync();
  EXPECT_EQ(town.check(town.office, "teachers_below"), "");
  EXPECT_EQ(town.teacher.count("event"), 1U);
}

TEST(Rows, S5_1_each_village_lead_is_paired_with_a_child) {
  PairingTown town;
  const Id village =
      town.office.add("organisation", {{"name", "大湾村"}, {"kind", "village"}, {"parent", town.township().uuid()}});
  town.post(town.supporter, {{"posts.0.role", "village_lead"}, {"posts.0.village", village.uuid()}});
  town.sync();
  EXPECT_EQ(town.check(town.office, "village_leads_without_child"), "李秀英 0");
  town.pair(town.first, town.supporter, "village_lead");
  town.sync();
  EXPECT_EQ(town.check(town.office, "village_leads_without_child"), "");
  EXPECT_TRUE(town.supporter.holds(town.first));
}

TEST(Rows, S7_1_a_contact_card_says_how_to_reach_each_of_those_around_a_child) {
  PairingTown town;
  town.pair(town.first, town.teacher, "class_teacher");
  town.sync();
  town.teacher.add("contact", {{"child", town.first.uuid()},
                               {"relation", "mother"},
                               {"name", "田春梅"},
                               {"phone", "13800000001"},
                               {"phone_2", "13800000002"},
                               {"workplace", "东莞厚街鞋材厂"},
                               {"workplace_address", "厚街镇"},
                               {"workplace_phone", "0769-1234567"}});
  town.teacher.add("contact", {{"child", town.first.uuid()},
                               {"relation", "guardian"},
                               {"kinship", "奶奶"},
                               {"name", "彭大妹"},
                               {"birth_year", "1960"},
                               {"occupation", "务农"},
                               {"home_address", "三组"},
                               {"health", "高血压"}});
  town.sync();
  const auto card = town.report(town.office, "cards", town.first.uuid(), kDay, {}, town.first);
  EXPECT_NE(card.find("母亲 田春梅  13800000001，13800000002   东莞厚街鞋材厂 厚街镇 0769-1234567 "), std::string::npos)
      << card;
  EXPECT_NE(card.find("监护人（奶奶） 彭大妹 66  务农 三组    高血压"), std::string::npos) << card;
}

TEST(Rows, S5_4_graduates_posted_to_villages_tutor) {
  PairingTown town;
  town.pair(town.first, town.supporter, "graduate_official");
  town.sync();
  town.supporter.add("visit", {{"child", town.first.uuid()}, {"kind", "tutoring"}, {"started", "2026-10-11T10:00"}});
  town.sync();
  EXPECT_EQ(town.report(town.office, "visits", "visits", kDay, {"day", "kind", "by"}), "2026-10-11 辅导 李秀英");
}

TEST(Rows, S6_4_each_child_has_a_buddy_and_each_pairing_is_looked_at) {
  PairingTown town;
  town.pair(town.first, town.supporter, "subject_teacher", "2026-08-01");
  town.sync();
  EXPECT_EQ(town.check(town.office, "idle", 20260930), "");
  EXPECT_EQ(town.check(town.office, "idle", 20261001), "韦小燕 李秀英 科任教师 ");
  town.supporter.add("visit", {{"child", town.first.uuid()}, {"kind", "tutoring"}, {"started", "2026-09-20T10:00"}});
  town.sync();
  EXPECT_EQ(town.check(town.office, "idle", 20261001), "");
}

TEST(Rows, S8_1_pairings_end_at_eighteen_after_a_warning) {
  PairingTown town;
  const Id grown = town.child("覃大山", {{"birth_date", "2009-01-13"}});
  town.pair(grown, town.supporter, "volunteer");
  town.sync();
  EXPECT_EQ(town.check(town.supporter, "ending", 20261014), "");
  EXPECT_EQ(town.check(town.supporter, "ending", 20261015), "覃大山 李秀英 2027-01-12");
  EXPECT_EQ(town.check(town.office, "ending", 20270113), "");
  const std::string without = town.check(town.office, "children_without_helper", 20270113);
  EXPECT_EQ(without.find("覃大山"), std::string::npos) << "support has ended, nobody is missing";
}

}  // namespace
}  // namespace xinqiao::testing
