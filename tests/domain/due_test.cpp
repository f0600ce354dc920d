// Goal: who is due what on which day, as the schemes say. Method: a child with pairings and visits by hand; days around
// each due day, holidays and the ends of months.
#include "domain/due.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/rules.h"
#include "domain/school_days.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::domain {
namespace {

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class Due : public ::testing::Test {
 protected:
  Due() { township_.children.push_back({.id = id('c'), .registered = 20260901}); }

  Child& child() { return township_.children.front(); }
  void pair(char helper, v1::PairingRole role, Day from, Day to = 0) {
    child().pairings.push_back({id(helper), static_cast<std::uint32_t>(role), from, to});
  }
  void visit(v1::VisitKind kind, Day day, const std::vector<Id>& people = {}) {
    Visit visit{.day = day, .kind = static_cast<std::uint8_t>(kind), .with = {}};
    for (const Id& person : people) {
      if (child().place_of(person) == 0) child().people.push_back(person);
      visit.with.push_back(child().place_of(person));
    }
    child().visits.push_back(std::move(visit));
  }
  std::vector<DueLine> of_rule(std::string_view code, Day day) const {
    std::vector<DueLine> lines = due(township_, day);
    std::erase_if(lines, [&](const DueLine& line) { return line.rule != code; });
    return lines;
  }
  DueLine line(std::string_view code, Day day) const {
    const auto lines = of_rule(code, day);
    EXPECT_EQ(lines.size(), 1U) << code << " on " << day;
    return lines.empty() ? DueLine() : lines.front();
  }
  static testing::AssertionResult is(const DueLine& line, Day due, DueState state, std::int64_t overdue = 0) {
    if (line.due == due && line.state == state && line.overdue_days == overdue) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "due " << line.due << ", state " << static_cast<int>(line.state)
                                       << ", overdue " << line.overdue_days;
  }

  Township township_;
};

TEST_F(Due, ALineGoesFromDoneToUpcomingToTodayToOverdue) {
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260901);
  visit(v1::VISIT_KIND_PARENT_CALL, 20261001);
  EXPECT_TRUE(is(line("S1.6", 20261012), 20261015, DueState::kDone));
  EXPECT_TRUE(is(line("S1.6", 20261013), 20261015, DueState::kUpcoming));
  EXPECT_TRUE(is(line("S1.6", 20261015), 20261015, DueState::kDueToday));
  EXPECT_TRUE(is(line("S1.6", 20261118), 20261015, DueState::kOverdue, 34));
}

TEST_F(Due, CountsFromThePairingWhereNothingWasDoneAndFromTheRegistrationWithoutOne) {
  EXPECT_TRUE(is(line("S1.6", 20260910), 20260915, DueState::kDone));
  EXPECT_TRUE(line("S1.6", 20260910).who.is_nil());
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260905);
  EXPECT_TRUE(is(line("S1.6", 20260910), 20260919, DueState::kDone));
  EXPECT_EQ(line("S1.6", 20260910).who, id('t'));
}

TEST_F(Due, WhatLiesBehindTheDayDoesNotCount) {
  visit(v1::VISIT_KIND_PARENT_CALL, 20261001);
  visit(v1::VISIT_KIND_PARENT_CALL, 20261020);
  EXPECT_EQ(line("S1.6", 20261010).due, 20261015U);
}

TEST_F(Due, AnInteractionCountsWhoeverDidItButAHomeVisitOfEachOfItsRoles) {
  child().living_arrangement = v1::LIVING_ARRANGEMENT_BOARDS_WEEKDAYS;
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260901);
  pair('s', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20260901);
  visit(v1::VISIT_KIND_PARENT_CALL, 20261001, {id('x')});
  EXPECT_EQ(line("S1.6", 20261010).due, 20261015U);
  visit(v1::VISIT_KIND_HOME_VISIT, 20261001, {id('t')});
  auto both = of_rule("S1.2", 20261010);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].who, id('s'));
  EXPECT_TRUE(is(both[0], 20260915, DueState::kOverdue, 25));
  EXPECT_TRUE(is(both[1], 20261015, DueState::kDone));
  visit(v1::VISIT_KIND_HOME_VISIT, 20261008, {id('s'), id('t')});
  both = of_rule("S1.2", 20261010);
  for (const DueLine& each : both) EXPECT_EQ(each.due, 20261022U) << "a joint visit serves both";
}

TEST_F(Due, ARoleIsServedByAnyWhoHoldItAndAPersonWithTwoOfThemOwesOneVisit) {
  child().living_arrangement = v1::LIVING_ARRANGEMENT_BOARDS_WEEKDAYS;
  pair('s', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20260901);
  pair('u', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20260910);
  visit(v1::VISIT_KIND_HOME_VISIT, 20261001, {id('u')});
  EXPECT_EQ(line("S1.2", 20261010).due, 20261015U);
  pair('s', v1::PAIRING_ROLE_CLASS_TEACHER, 20260901);
  EXPECT_EQ(of_rule("S1.2", 20261010).size(), 1U);
}

TEST_F(Due, OddPairingsCountForNothingOrFromTheRegistration) {
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20261005, 20261001);
  EXPECT_TRUE(line("S1.6", 20261003).who.is_nil()) << "it ended before it began";
  pair('s', v1::PAIRING_ROLE_SUPPORT_TEACHER, 0);
  EXPECT_EQ(line("S1.6", 20261003).who, id('s'));
  EXPECT_EQ(line("S1.6", 20261003).due, 20260915U);
}

TEST_F(Due, TheFirstRoleThatAnybodyHoldsIsResponsible) {
  pair('s', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20260901);
  EXPECT_EQ(line("S1.5", 20260910).who, id('s'));
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260905, 20260930);
  EXPECT_EQ(line("S1.5", 20260910).who, id('t'));
  EXPECT_EQ(line("S1.5", 20261001).who, id('s')) << "that pairing has ended";
}

TEST_F(Due, AKeyChildHasOneTalkLineOfTheRuleForKeyChildren) {
  child().key_child = true;
  pair('s', v1::PAIRING_ROLE_SUPPORT_TEACHER, 20260901);
  EXPECT_TRUE(of_rule("S1.5", 20260910).empty());
  EXPECT_TRUE(is(line("S6.5", 20260910), 20260908, DueState::kOverdue, 2));
}

TEST_F(Due, OfRulesOfOneKindTheStrictestStands) {
  township_.rules.push_back({.code = "office", .kind = v1::DUE_KIND_TALK, .days = 3});
  EXPECT_TRUE(of_rule("S1.5", 20260902).empty());
  EXPECT_EQ(line("office", 20260902).due, 20260904U);
  township_.rules.back().days = 10;
  EXPECT_TRUE(of_rule("office", 20260902).empty());
  EXPECT_EQ(line("S1.5", 20260902).due, 20260908U);
}

TEST_F(Due, AMonthlyCardNeedsItsPartFilledAndOtherTalksCountForTheWeeklyRule) {
  visit(v1::VISIT_KIND_TALK, 20261005);
  EXPECT_TRUE(is(line("S7.3", 20261005), 20260930, DueState::kOverdue, 5));
  EXPECT_EQ(line("S1.5", 20261005).due, 20261012U);
  child().visits.back().record_card = true;
  EXPECT_TRUE(is(line("S7.3", 20261005), 20261130, DueState::kDone));
}

TEST_F(Due, AMonthEndsOnItsLastDay) {
  visit(v1::VISIT_KIND_PARENT_FEEDBACK, 20270115);
  EXPECT_EQ(line("S8.2", 20270201).due, 20270228U);
  EXPECT_EQ(line("S8.2", 20270227).state, DueState::kUpcoming);
  EXPECT_EQ(line("S8.2", 20270228).state, DueState::kDueToday);
  visit(v1::VISIT_KIND_PARENT_FEEDBACK, 20271231);
  EXPECT_EQ(line("S8.2", 20280101).due, 20280131U);
}

TEST_F(Due, HolidaysPauseTalksByTheirLengthAndCallsNot) {
  township_.terms = {{2026, 1, {20260901, 20270122}, {{20261001, 20261007}}}, {2026, 2, {20270222, 20270702}, {}}};
  visit(v1::VISIT_KIND_TALK, 20260928);
  visit(v1::VISIT_KIND_PARENT_CALL, 20260928);
  EXPECT_EQ(line("S1.5", 20260928).due, 20261012U) << "seven days of school and seven of holidays";
  EXPECT_EQ(line("S1.6", 20260928).due, 20261012U);
  visit(v1::VISIT_KIND_TALK, 20270120);
  EXPECT_EQ(line("S1.5", 20270120).due, 20270226U) << "two days before the winter holidays, five behind them";
}

TEST_F(Due, AMonthThatEndsInHolidaysIsJoinedToTheNextThatDoesNot) {
  township_.terms = {
      {2026, 1, {20260901, 20270122}, {}}, {2026, 2, {20270222, 20270702}, {}}, {2027, 1, {20270901, 20280120}, {}}};
  visit(v1::VISIT_KIND_TALK, 20261215);
  child().visits.back().record_card = true;
  visit(v1::VISIT_KIND_PARENT_FEEDBACK, 20261215);
  EXPECT_EQ(line("S7.3", 20270120).due, 20270228U);
  EXPECT_EQ(line("S8.2", 20270120).due, 20270131U) << "feedback does not pause";
  visit(v1::VISIT_KIND_TALK, 20270620);
  child().visits.back().record_card = true;
  EXPECT_EQ(line("S7.3", 20270801).due, 20270930U);
}

TEST_F(Due, AForgottenTermDoesNotPauseForEver) {
  const SchoolDays mistyped({{2026, 1, {20260901, 20260909}, {}}, {2026, 2, {20270222, 20270702}, {}}});
  EXPECT_FALSE(mistyped.in_session(20261118));
  EXPECT_TRUE(mistyped.in_session(20261119)) << "no holidays have so many days";
  const SchoolDays school({{2026, 1, {20260901, 20270122}, {}}});
  EXPECT_TRUE(school.in_session(20260831)) << "before the first term nobody knows";
  EXPECT_FALSE(school.in_session(20270123));
  EXPECT_FALSE(school.in_session(20270402));
  EXPECT_TRUE(school.in_session(20270403));
}

TEST_F(Due, HolidaysWithoutAnEndOrADayThatIsNoneStopNobody) {
  township_.terms = {{2026, 1, {20260901, 21991231}, {{20260901, 21991231}}}};
  EXPECT_FALSE(due(township_, 20261010).empty());
  child().registered = 20261399;
  EXPECT_FALSE(due(township_, 20261010).empty());
}

TEST_F(Due, AMeetingIsDueInEachClassOfEachMonth) {
  child().school = id('g');
  child().has_grade = true;
  child().grade = 3;
  child().class_name = "二班";
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260905);
  Child other = child();
  other.id = id('d');
  township_.children.push_back(other);
  EXPECT_TRUE(is(line("S1.5-meeting", 20261002), 20260930, DueState::kOverdue, 2));
  EXPECT_TRUE(line("S1.5-meeting", 20261002).child.is_nil());
  EXPECT_EQ(line("S1.5-meeting", 20261002).who, id('t'));
  township_.meetings.push_back({.day = 20261001, .school = id('g'), .grade = 4, .has_grade = true});
  EXPECT_EQ(line("S1.5-meeting", 20261002).due, 20260930U) << "that was another grade's";
  township_.meetings.push_back({.day = 20261001, .school = id('g')});
  EXPECT_EQ(line("S1.5-meeting", 20261002).due, 20261130U) << "one of the whole school serves every class";
  township_.meetings = {{.day = 20261001, .by = id('x')}};
  EXPECT_EQ(line("S1.5-meeting", 20261002).due, 20260930U) << "of no school, and by another teacher";
  township_.meetings = {{.day = 20261001, .by = id('t')}};
  EXPECT_EQ(line("S1.5-meeting", 20261002).due, 20261130U);
}

TEST_F(Due, WhoIsOfAgeOrNoLongerSupportedIsDueNothing) {
  child().birth_date = 20081012;
  EXPECT_FALSE(due(township_, 20261011).empty());
  EXPECT_TRUE(due(township_, 20261012).empty());
  child().birth_date = 0;
  child().state = v1::CHILD_STATE_REUNITED;
  child().state_day = 20261001;
  EXPECT_FALSE(due(township_, 20260930).empty());
  EXPECT_TRUE(due(township_, 20261001).empty());
}

TEST_F(Due, AnOfficesRecordChangesWhatItSaysOfARuleAndLeavesTheRest) {
  pair('t', v1::PAIRING_ROLE_CLASS_TEACHER, 20260901);
  township_.rules.push_back({.code = "S1.6", .days = 21});
  EXPECT_EQ(line("S1.6", 20260910).due, 20260922U);
  EXPECT_EQ(line("S1.6", 20260910).who, id('t'));
  township_.rules.back().off = true;
  EXPECT_TRUE(of_rule("S1.6", 20260910).empty());
  township_.rules.push_back({.code = "without a kind", .days = 3});
  EXPECT_TRUE(of_rule("without a kind", 20260910).empty());
}

TEST_F(Due, OverdueComesFirstThenByDay) {
  visit(v1::VISIT_KIND_TALK, 20261020);
  const auto lines = due(township_, 20261021);
  ASSERT_GT(lines.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(
      lines, {}, [](const DueLine& each) { return std::pair(each.state != DueState::kOverdue, each.due); }));
}

}  // namespace
}  // namespace xinqiao::domain
