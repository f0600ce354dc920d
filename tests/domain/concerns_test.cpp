// Goal: what is open, with whom it is now and how late; how plans and pupils get on. Method: children by hand.
#include "domain/concerns.h"

#include <gtest/gtest.h>

#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/learning.pb.h"

namespace xinqiao::domain {
namespace {

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class Concerns : public ::testing::Test {
 protected:
  Concerns() { township_.children.push_back({.id = id('c')}); }

  Child& child() { return township_.children.front(); }
  void open(v1::ConcernKind kind, v1::Severity severity, Day opened) {
    child().concerns.push_back({.id = id('1'),
                                .kind = static_cast<std::uint32_t>(kind),
                                .severity = static_cast<std::uint32_t>(severity),
                                .opened = opened,
                                .author = id('a')});
  }
  void step(v1::ConcernStepKind kind, bool filled) {
    child().steps.push_back({id('1'), static_cast<std::uint32_t>(kind), 20261002, filled});
  }
  std::vector<ConcernLine> lines(Day day, const Viewer& viewer = {}) const {
    return open_concerns(township_, day, viewer);
  }

  Township township_;
};

TEST_F(Concerns, GoUpWhenNothingCameOfThemInTime) {
  open(v1::CONCERN_KIND_HEALTH, v1::SEVERITY_MEDIUM, 20261001);
  EXPECT_EQ(lines(20261008).at(0).level, Level::kOwner);
  EXPECT_EQ(lines(20261008).at(0).due, 20261008U);
  EXPECT_EQ(lines(20261009).at(0).level, Level::kLead);
  EXPECT_EQ(lines(20261009).at(0).overdue_days, 1);
  EXPECT_EQ(lines(20261015).at(0).level, Level::kLead);
  EXPECT_EQ(lines(20261016).at(0).level, Level::kOffice);
}

TEST_F(Concerns, GoUpTheSoonerTheGraverTheyAre) {
  for (const auto& [severity, due] :
       {std::pair{v1::SEVERITY_LOW, 20261031U}, std::pair{v1::SEVERITY_UNSPECIFIED, 20261008U},
        std::pair{v1::SEVERITY_HIGH, 20261004U}, std::pair{v1::SEVERITY_URGENT, 20261002U}}) {
    child().concerns.clear();
    open(v1::CONCERN_KIND_MIND, severity, 20261001);
    EXPECT_EQ(lines(20261001).at(0).due, due);
    EXPECT_EQ(lines(20261001).at(0).level, severity == v1::SEVERITY_URGENT ? Level::kOffice : Level::kOwner);
  }
  child().concerns.front().due = 20261220;
  EXPECT_EQ(lines(20261001).at(0).due, 20261220U) << "whoever opened it says until when";
}

TEST_F(Concerns, OfAbuseAreTheOfficesAtOnceAndToBeReported) {
  open(v1::CONCERN_KIND_ABUSE_OR_NEGLECT, v1::SEVERITY_LOW, 20261001);
  EXPECT_EQ(lines(20261001).at(0).level, Level::kOffice);
  EXPECT_EQ(lines(20261001).at(0).report, MandatoryReport::kOpen);
  step(v1::CONCERN_STEP_KIND_MANDATORY_REPORT, false);
  step(v1::CONCERN_STEP_KIND_REACHED, true);
  EXPECT_EQ(lines(20261001).at(0).report, MandatoryReport::kOpen) << "it does not say to whom";
  step(v1::CONCERN_STEP_KIND_MANDATORY_REPORT, true);
  EXPECT_EQ(lines(20261001).at(0).report, MandatoryReport::kDone);
  EXPECT_EQ(lines(20261001).at(0).steps, 2U);
}

TEST_F(Concerns, ThatAreConfidedAreOnTheListsOfTheirAuthorTheirOwnerAndCaseWorkers) {
  open(v1::CONCERN_KIND_MIND, v1::SEVERITY_HIGH, 20261001);
  child().concerns.front().confidential = true;
  child().concerns.front().owner = id('o');
  EXPECT_TRUE(lines(20261001, {.person = id('x')}).empty());
  EXPECT_EQ(lines(20261001, {.person = id('a')}).size(), 1U);
  EXPECT_EQ(lines(20261001, {.person = id('o')}).size(), 1U);
  EXPECT_EQ(lines(20261001, {.person = id('x'), .case_worker = true}).size(), 1U);
}

TEST_F(Concerns, ThatAreClosedAreOnNoList) {
  open(v1::CONCERN_KIND_MIND, v1::SEVERITY_HIGH, 20261001);
  child().concerns.front().state = v1::CONCERN_STATE_CLOSED;
  EXPECT_TRUE(lines(20261001).empty());
}

TEST_F(Concerns, PlansAreDueByTheFirstStageWithoutAResult) {
  child().plans.push_back({.id = id('p'), .kind = v1::PLAN_KIND_TUTORING, .subject = "数学", .responsible = id('t')});
  child().stages = {{id('p'), 20261001, true, 0}, {id('p'), 20261101, false, 0}, {id('p'), 20261201, false, 0}};
  const auto line = open_plans(township_, 20261103).at(0);
  EXPECT_EQ(line.stages, 3U);
  EXPECT_EQ(line.done, 1U);
  EXPECT_EQ(line.unchecked, 1U);
  EXPECT_EQ(line.next_due, 20261101U);
  EXPECT_EQ(line.overdue_days, 2);
  child().plans.front().state = v1::PLAN_STATE_STOPPED;
  EXPECT_TRUE(open_plans(township_, 20261103).empty());
}

TEST_F(Concerns, AChildsProgressIsFromExamToExam) {
  child().exams = {{2026, 1, v1::EXAM_FINAL, 12, 40, 250.5},
                   {2026, 1, v1::EXAM_MIDTERM, 18, 40, std::nullopt},
                   {2026, 2, v1::EXAM_MONTHLY_1, 15, 40, std::nullopt}};
  const auto progress = progress_of(child());
  ASSERT_EQ(progress.size(), 3U);
  EXPECT_EQ(progress[0].better_by, std::nullopt);
  EXPECT_EQ(progress[1].better_by, 6);
  EXPECT_EQ(progress[2].better_by, -3);
}

}  // namespace
}  // namespace xinqiao::domain
