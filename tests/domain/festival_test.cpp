// Goal: who comes home, who was visited, who is alone, on each day of the season. Method: a child with a reunion,
// visits, gifts and a trip by hand; the lunar calendar against dates everybody knows.
#include "domain/festival.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/due.h"
#include "domain/lunar_new_year.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/festival.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::domain {
namespace {

constexpr std::uint32_t kYear = 2027;

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class Festival : public ::testing::Test {
 protected:
  Festival() { township_.children.push_back({.id = id('c'), .village = id('v')}); }

  Child& child() { return township_.children.front(); }
  void reunion(v1::Returning father, v1::Returning mother) {
    child().reunions = {{kYear, static_cast<std::uint32_t>(father), static_cast<std::uint32_t>(mother)}};
  }
  void visit(v1::VisitKind kind, Day day) {
    child().visits.push_back({.day = day, .kind = static_cast<std::uint8_t>(kind), .with = {}});
  }
  FestivalLine line(Day day = 20270205) const { return festival(township_, *season_of(kYear), day).at(0); }
  std::vector<DueLine> due_of(std::string_view rule, Day day) const {
    auto lines = due(township_, day);
    std::erase_if(lines, [&](const DueLine& each) { return each.rule != rule; });
    return lines;
  }

  Township township_;
};

TEST_F(Festival, NewYearsDaysAreThoseOfThePublicCalendar) {
  EXPECT_EQ(lunar_new_year(2026), 20260217U);
  EXPECT_EQ(lunar_new_year(2027), 20270206U);
  EXPECT_EQ(lunar_new_year(2030), 20300203U);
  EXPECT_EQ(lunar_new_year(2100), 21000209U);
  EXPECT_EQ(lunar_new_year(2019), 0U);
  EXPECT_EQ(lunar_new_year(2101), 0U);
  for (std::uint32_t year = 2020; year <= 2100; ++year) {
    const Day day = lunar_new_year(year) % 10'000;
    EXPECT_TRUE(china_time::is_day(lunar_new_year(year)) && day >= 121 && day <= 221) << year;
  }
}

TEST_F(Festival, TheSeasonRunsFromThirtyDaysBeforeToTheLanterns) {
  const auto season = season_of(kYear);
  EXPECT_EQ(season->days.first, 20270107U);
  EXPECT_EQ(season->days.last, 20270220U);
  EXPECT_EQ(season_at(20270220)->year, kYear);
  EXPECT_EQ(season_at(20270221)->year, kYear + 1);
  EXPECT_EQ(season_at(20261201)->year, kYear);
  EXPECT_FALSE(season_of(2101));
}

TEST_F(Festival, WhileNobodyAskedNothingIsKnownAndNobodyIsCalledAlone) {
  EXPECT_FALSE(line().reunion_known);
  EXPECT_FALSE(line().parent_returning);
  EXPECT_FALSE(line().alone);
  reunion(v1::RETURNING_UNKNOWN, v1::RETURNING_NOT_RETURNING);
  EXPECT_FALSE(line().reunion_known);
  EXPECT_FALSE(line().parent_returning);
}

TEST_F(Festival, OneParentWhoReturnsIsEnough) {
  reunion(v1::RETURNING_RETURNING, v1::RETURNING_NOT_RETURNING);
  EXPECT_TRUE(line().reunion_known);
  EXPECT_EQ(line().parent_returning, true);
  EXPECT_FALSE(line().alone);
  reunion(v1::RETURNING_RETURNING, v1::RETURNING_UNKNOWN);
  EXPECT_FALSE(line().reunion_known) << "of the other nobody knows";
  EXPECT_EQ(line().parent_returning, true);
}

TEST_F(Festival, WithNoParentReturningAChildIsAloneUnlessItTravels) {
  reunion(v1::RETURNING_NOT_RETURNING, v1::RETURNING_NOT_APPLICABLE);
  EXPECT_TRUE(line().reunion_known);
  EXPECT_EQ(line().parent_returning, false);
  EXPECT_TRUE(line().alone);
  child().trips.push_back({.year = kYear, .out = 20270201, .back = 20270212});
  EXPECT_TRUE(line().trip);
  EXPECT_FALSE(line().alone);
  child().trips.back().cancelled = true;
  EXPECT_TRUE(line().alone);
  child().trips.push_back({.year = kYear - 1});
  EXPECT_TRUE(line().alone) << "that was last year's";
}

TEST_F(Festival, OfASingleParentChildTheOneParentIsAsked) {
  reunion(v1::RETURNING_NOT_RETURNING, v1::RETURNING_UNSPECIFIED);
  EXPECT_FALSE(line().reunion_known);
  child().category = v1::CHILD_CATEGORY_SINGLE_PARENT;
  EXPECT_TRUE(line().reunion_known);
  EXPECT_TRUE(line().alone);
}

TEST_F(Festival, VisitsGiftsAndLettersOfTheSeasonCountUpToTheDay) {
  visit(v1::VISIT_KIND_FESTIVAL_VISIT, 20260301);
  visit(v1::VISIT_KIND_LETTER, 20270110);
  child().gifts = {20260210, 20270120, 20270204};
  EXPECT_FALSE(line().visited) << "that was another season's";
  EXPECT_EQ(line(20270203).gifts, 1U);
  EXPECT_EQ(line().gifts, 2U);
  EXPECT_EQ(line().letters_out, 1U);
  visit(v1::VISIT_KIND_FESTIVAL_VISIT, 20270204);
  EXPECT_FALSE(line(20270203).visited);
  EXPECT_TRUE(line(20270204).visited);
}

TEST_F(Festival, ReunionsAreDueSevenDaysBeforeAndVisitsBeforeTheEve) {
  EXPECT_TRUE(due_of("S4.2", 20270106).empty()) << "before the season";
  EXPECT_EQ(due_of("S4.2", 20270110).at(0).due, 20270130U);
  EXPECT_EQ(due_of("S4.2", 20270131).at(0).overdue_days, 1);
  EXPECT_EQ(due_of("S4.3", 20270204).at(0).state, DueState::kDueToday);
  reunion(v1::RETURNING_RETURNING, v1::RETURNING_RETURNING);
  EXPECT_EQ(due_of("S4.2", 20270131).at(0).state, DueState::kDone);
  EXPECT_TRUE(due_of("S4.3", 20270204).empty()) << "a parent is there";
  reunion(v1::RETURNING_NOT_RETURNING, v1::RETURNING_NOT_RETURNING);
  visit(v1::VISIT_KIND_FESTIVAL_VISIT, 20270203);
  EXPECT_EQ(due_of("S4.3", 20270205).at(0).state, DueState::kDone);
}

TEST_F(Festival, WhoseRoundTheVillageIsAsks) {
  child().pairings.push_back({id('d'), v1::PAIRING_ROLE_CHILD_DIRECTOR, 20260901, 0});
  EXPECT_EQ(due_of("S4.2", 20270110).at(0).who, id('d'));
  township_.rounds.push_back({id('k'), kYear, {id('u'), id('v')}});
  EXPECT_EQ(due_of("S4.2", 20270110).at(0).who, id('k'));
  township_.rounds.back().year = kYear - 1;
  EXPECT_EQ(due_of("S4.2", 20270110).at(0).who, id('d'));
}

}  // namespace
}  // namespace xinqiao::domain
