// Goal: scheme eight's assessment as an office reckons it from what teachers wrote. Method: the scheme's example on
// real devices through a real sync.
#include "e2e/rows/row_town.h"

namespace xinqiao::testing {
namespace {

struct AssessedTown : RowTown {
  Id exam(const Id& child, int term, int rank) {
    return teacher.add("exam_result", {{"child", child.uuid()},
                                       {"school_year", "2026"},
                                       {"term", std::to_string(term)},
                                       {"exam", "final"},
                                       {"class_rank", std::to_string(rank)},
                                       {"class_size", "40"}});
  }
  Id pupil(const std::string& name, int before, int after) {
    const Id id = child(name);
    pair(id, teacher, "class_teacher");
    sync();
    exam(id, 1, before);
    if (after > 0) exam(id, 2, after);
    return id;
  }
  domain::Assessment assessed(Device& device, std::uint32_t year = 2026) {
    auto result = device.client().assess(year);
    EXPECT_TRUE(result.ok());
    return *std::move(result);
  }
  static std::int64_t award(const domain::Assessment& all, const Id& child) {
    const auto found = std::ranges::find(all.awards, child, &domain::Award::child);
    return found == all.awards.end() ? 0 : found->fen;
  }
};

TEST(Rows, S8_4_assessment_and_awards_to_the_fen) {
  AssessedTown town;
  const Id a = town.pupil("甲", 18, 11);
  const Id b = town.pupil("乙", 3, 1);
  const Id c = town.pupil("丙", 9, 14);
  town.pair(a, town.supporter, "volunteer");
  town.pair(c, town.supporter, "volunteer");
  town.teacher.add("honour", {{"child", b.uuid()}, {"school_year", "2026"}, {"kind", "three_good"}});
  town.teacher.add("conduct", {{"child", c.uuid()},
                               {"school_year", "2026"},
                               {"kind", "discipline"},
                               {"happened", "打架"},
                               {"sanction", "记过"}});
  town.sync();
  const auto all = town.assessed(town.office);
  ASSERT_EQ(all.children.size(), 3U);
  EXPECT_EQ(town.award(all, a), 1500);
  EXPECT_EQ(town.award(all, b), 10000);
  EXPECT_EQ(town.award(all, c), 0);
  ASSERT_EQ(all.class_teachers.size(), 1U);
  EXPECT_EQ(all.class_teachers[0].id, RowTown::person(town.teacher));
  EXPECT_EQ(all.class_teachers[0].fen, 5000);
  ASSERT_EQ(all.helpers.size(), 1U);
  EXPECT_EQ(all.helpers[0].fen, 9000);

  const Id d = town.pupil("丁", 7, 0);
  town.pair(d, town.supporter, "volunteer");
  town.teacher.add("honour", {{"child", d.uuid()}, {"school_year", "2026"}, {"kind", "three_good"}});
  town.sync();
  const auto with_d = town.assessed(town.office);
  EXPECT_EQ(with_d.class_teachers[0].fen, 5000) << "without a final it stays out of the mean";
  EXPECT_EQ(with_d.helpers[0].fen, 12000);
}

TEST(Rows, S8_4_the_same_result_entered_twice_offline_is_one) {
  AssessedTown town;
  const Id child = town.child("甲");
  town.pair(child, town.teacher, "class_teacher");
  town.sync();
  const Id at_school = town.exam(child, 2, 4);
  const Id at_office = town.office.add(
      "exam_result",
      {{"child", child.uuid()}, {"school_year", "2026"}, {"term", "2"}, {"exam", "final"}, {"class_rank", "4"}});
  EXPECT_EQ(at_school, at_office);
  town.sync();
  EXPECT_EQ(town.office.count("exam_result"), 1U);
  EXPECT_EQ(town.award(town.assessed(town.office), child), 3000);
}

}  // namespace
}  // namespace xinqiao::testing
