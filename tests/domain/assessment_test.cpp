// Goal: scheme eight's arithmetic, to the fen. Method: its worked examples, and what the scheme leaves open, each as a
// table of children.
#include "domain/assessment.h"

#include <gtest/gtest.h>

#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/learning.pb.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::domain {
namespace {

constexpr std::uint32_t kYear = 2026;

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class Scheme8 : public ::testing::Test {
 protected:
  Child& child(char name) {
    for (Child& each : children_) {
      if (each.id == id(name)) return each;
    }
    children_.push_back({.id = id(name)});
    return children_.back();
  }
  void pair(char of, char helper, v1::PairingRole role, Day from = 20260901, Day to = 0) {
    child(of).pairings.push_back({id(helper), static_cast<std::uint32_t>(role), from, to});
  }
  void ranks(char of, std::optional<Rank> b, std::optional<Rank> c) {
    if (b) final_exam(of, kYear, 1, *b);
    if (c) final_exam(of, kYear, 2, *c);
  }
  void final_exam(char of, std::uint32_t year, std::uint32_t term, Rank rank) {
    child(of).exams.push_back({year, term, v1::EXAM_FINAL, rank});
  }
  void sanction(char of) { child(of).conducts.push_back({kYear, v1::CONDUCT_KIND_DISCIPLINE, true}); }
  void three_good(char of) { child(of).honours.push_back({kYear, v1::HONOUR_KIND_THREE_GOOD}); }
  // The example of the scheme: class teacher T of A, B and C; volunteer V of A and C.
  void example() {
    for (const char name : {'A', 'B', 'C'}) pair(name, 'T', v1::PAIRING_ROLE_CLASS_TEACHER);
    for (const char name : {'A', 'C'}) pair(name, 'V', v1::PAIRING_ROLE_VOLUNTEER);
    ranks('A', 18, 11);
    ranks('B', 3, 1);
    three_good('B');
    ranks('C', 9, 14);
    sanction('C');
  }
  Assessment assessed(std::uint32_t year = kYear) { return assess(children_, year, calendar_); }
  static const ChildPoints& of(const Assessment& all, char name) {
    return *std::ranges::find(all.children, id(name), &ChildPoints::id);
  }
  static std::int64_t award(const Assessment& all, char name) {
    const auto found = std::ranges::find(all.awards, id(name), &Award::child);
    return found == all.awards.end() ? 0 : found->fen;
  }

  std::vector<Child> children_;
  SchoolCalendar calendar_;
};

TEST_F(Scheme8, TheExampleComesOutToTheFen) {
  example();
  const Assessment all = assessed();
  EXPECT_EQ(of(all, 'A').points, 90U);
  EXPECT_EQ(of(all, 'B').points, 60U);
  EXPECT_EQ(of(all, 'C').points, 0U);
  EXPECT_EQ(award(all, 'A'), 1500);
  EXPECT_EQ(award(all, 'B'), 10000);
  EXPECT_EQ(award(all, 'C'), 0);
  ASSERT_EQ(all.class_teachers.size(), 1U);
  EXPECT_EQ(all.class_teachers[0].fen, 5000);
  ASSERT_EQ(all.helpers.size(), 1U);
  EXPECT_EQ(all.helpers[0].fen, 9000);
}

TEST_F(Scheme8, WithoutAFinalAChildStaysOutOfTheMeanAndOnlyItsConductAndHonourCount) {
  example();
  pair('D', 'T', v1::PAIRING_ROLE_CLASS_TEACHER);
  pair('D', 'V', v1::PAIRING_ROLE_VOLUNTEER);
  ranks('D', 7, {});
  three_good('D');
  const Assessment all = assessed();
  EXPECT_FALSE(of(all, 'D').points);
  EXPECT_EQ(of(all, 'D').reason, Reason::kNoFinal);
  EXPECT_EQ(all.class_teachers[0].fen, 5000);
  EXPECT_EQ(all.helpers[0].fen, 12000);
}

TEST_F(Scheme8, FromTheSecondYearOnTheBaselineIsLastYearsFinal) {
  example();
  final_exam('A', kYear + 1, 2, 4);
  final_exam('B', kYear + 1, 2, 4);
  const Assessment all = assessed(kYear + 1);
  EXPECT_EQ(of(all, 'B').points, 30U);
  EXPECT_EQ(award(all, 'B'), 3000);
  EXPECT_EQ(of(all, 'A').points, 90U);
  EXPECT_EQ(award(all, 'A'), 4500);
}

TEST_F(Scheme8, AMeanIsRoundedHalfUp) {
  for (const char name : {'A', 'B', 'C'}) pair(name, 'T', v1::PAIRING_ROLE_CLASS_TEACHER);
  ranks('A', 18, 11);
  for (const char name : {'B', 'C'}) sanction(name);
  ranks('B', 10, 9);
  ranks('C', 9, 14);
  EXPECT_EQ(assessed().class_teachers[0].fen, 3333);
}

TEST_F(Scheme8, WithoutABaselineThePointsAreNotKnownAndOnlyProgressIsNotRewarded) {
  pair('A', 'V', v1::PAIRING_ROLE_VOLUNTEER);
  ranks('A', {}, 2);
  const Assessment all = assessed();
  EXPECT_EQ(of(all, 'A').reason, Reason::kNoBaseline);
  EXPECT_EQ(award(all, 'A'), 3000);
  EXPECT_EQ(all.helpers[0].points, 20U);
}

TEST_F(Scheme8, AHelperIsPaidForWhoeverWasTheirsInTheYearOnce) {
  pair('A', 'V', v1::PAIRING_ROLE_VOLUNTEER, 20260901, 20261231);
  pair('A', 'W', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20270101);
  pair('A', 'W', v1::PAIRING_ROLE_CARER, 20270301);
  ranks('A', 18, 11);
  const Assessment all = assessed();
  ASSERT_EQ(all.helpers.size(), 2U);
  for (const HelperPoints& helper : all.helpers) EXPECT_EQ(helper.points, 90U);
}

TEST_F(Scheme8, AChildThatMovesCountsForTheClassItEndsTheYearIn) {
  pair('A', 'S', v1::PAIRING_ROLE_CLASS_TEACHER, 20260901, 20270131);
  pair('A', 'T', v1::PAIRING_ROLE_CLASS_TEACHER, 20270220);
  pair('B', 'S', v1::PAIRING_ROLE_CLASS_TEACHER);
  ranks('A', 18, 11);
  ranks('B', 3, 1);
  const Assessment all = assessed();
  ASSERT_EQ(all.class_teachers.size(), 2U);
  EXPECT_EQ(all.class_teachers[0].fen, 5000);  // S: B alone
  EXPECT_EQ(all.class_teachers[1].fen, 9000);
}

TEST_F(Scheme8, AClassWithoutAnAssessableChildHasNoMean) {
  pair('A', 'T', v1::PAIRING_ROLE_CLASS_TEACHER);
  ASSERT_EQ(assessed().class_teachers.size(), 1U);
  EXPECT_FALSE(assessed().class_teachers[0].fen);
}

TEST_F(Scheme8, WhoLeftOrCameOfAgeBeforeTheYearIsNotAssessed) {
  example();
  child('A').state = v1::CHILD_STATE_GRADUATED;
  child('A').state_day = 20260701;
  child('B').birth_date = 20080831;
  const Assessment all = assessed();
  ASSERT_EQ(all.children.size(), 1U);
  EXPECT_EQ(all.children[0].id, id('C'));
  child('A').state_day = 20261001;
  EXPECT_EQ(assessed().children.size(), 2U) << "it was there when the year began";
}

TEST_F(Scheme8, APairingThatEndedBeforeItBeganPaysNobody) {
  pair('A', 'V', v1::PAIRING_ROLE_VOLUNTEER, 20260901);
  pair('A', 'W', v1::PAIRING_ROLE_VOLUNTEER, 20270301, 20270228);
  ranks('A', 18, 11);
  ASSERT_EQ(assessed().helpers.size(), 1U);
  EXPECT_EQ(assessed().helpers[0].id, id('V'));
}

TEST_F(Scheme8, AStudyBuddyIsNoHelperAndSupportsNobody) {
  pair('A', 'B', v1::PAIRING_ROLE_STUDY_BUDDY);
  ranks('A', 18, 11);
  EXPECT_TRUE(assessed().children.empty());
  pair('A', 'V', v1::PAIRING_ROLE_VOLUNTEER, 20270901);
  EXPECT_TRUE(assessed().children.empty()) << "its first supported year is the next";
}

TEST_F(Scheme8, AYearBeginsWithItsFirstTermWhereThatIsEarlier) {
  calendar_ = SchoolCalendar({{kYear, 1, {20260825, 20270122}, {}}});
  pair('A', 'V', v1::PAIRING_ROLE_VOLUNTEER, 20260827);
  ranks('A', 18, 11);
  EXPECT_EQ(of(assessed(), 'A').points, 90U) << "term 1 of its first year is the baseline";
}

}  // namespace
}  // namespace xinqiao::domain
