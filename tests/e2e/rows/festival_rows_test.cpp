// Goal: the rows of the schemes about Spring Festival. Method: an office and a cadre on devices of their own; what one
// writes changes what the other's list says.
#include "e2e/rows/row_town.h"
#include "xinqiao/v1/festival.pb.h"

namespace xinqiao::testing {
namespace {

struct FestivalTown : RowTown {
  FestivalTown() {
    pair(far, supporter, "village_cadre");
    sync();
  }
  Id reunion(Device& device, const std::string& father, const std::string& mother) {
    return device.add("reunion",
                      {{"child", far.uuid()}, {"festival_year", "2027"}, {"father", father}, {"mother", mother}});
  }
  domain::FestivalLine line(Device& device, Day day = 20270202) {
    const auto festival = device.client().festival(2027, day);
    EXPECT_TRUE(festival.ok());
    for (const auto& each : festival->lines) {
      if (each.child == far) return each;
    }
    ADD_FAILURE() << "the child is on no list";
    return {};
  }

  Id far = child("韦小燕");
};

TEST(Rows, S4_1_letters_to_parents_and_home) {
  FestivalTown town;
  EXPECT_EQ(town.line(town.office).letters_out, 0U);
  town.supporter.add(
      "visit", {{"child", town.far.uuid()}, {"kind", "letter"}, {"direction", "out"}, {"started", "2027-01-12T10:00"}});
  town.supporter.add(
      "visit", {{"child", town.far.uuid()}, {"kind", "letter"}, {"direction", "in"}, {"started", "2027-01-25T10:00"}});
  town.sync();
  EXPECT_EQ(town.line(town.office).letters_out, 1U);
  EXPECT_EQ(town.line(town.office).letters_in, 1U);
}

TEST(Rows, S4_2_each_reunion_is_asked_and_known_a_week_before) {
  FestivalTown town;
  EXPECT_EQ(town.list(town.supporter, "S4.2", town.far, 20270131), "2027-01-30 李秀英 overdue 1");
  const Id asked = town.reunion(town.supporter, "returning", "not_returning");
  EXPECT_EQ(town.reunion(town.office, "returning", "not_returning"), asked) << "two who ask make one record";
  town.sync();
  EXPECT_EQ(town.list(town.office, "S4.2", town.far, 20270131), "2027-01-30 李秀英 done");
  EXPECT_TRUE(town.line(town.office).reunion_known);
  EXPECT_EQ(town.line(town.office).parent_returning, true);
}

TEST(Rows, S4_3_no_child_is_left_alone_unvisited) {
  FestivalTown town;
  town.reunion(town.office, "not_returning", "not_applicable");
  town.sync();
  EXPECT_TRUE(town.line(town.supporter).alone);
  EXPECT_EQ(town.list(town.supporter, "S4.3", town.far, 20270203), "2027-02-04 李秀英 upcoming");
  town.supporter.add("visit",
                     {{"child", town.far.uuid()}, {"kind", "festival_visit"}, {"started", "2027-02-02T10:00"}});
  town.office.add("gift", {{"child", town.far.uuid()}, {"what", "棉衣"}, {"day", "2027-02-02"}});
  town.sync();
  EXPECT_TRUE(town.line(town.office).visited);
  EXPECT_EQ(town.line(town.office).gifts, 1U);
  EXPECT_TRUE(town.line(town.office).alone) << "a visit is no parent";
  EXPECT_EQ(town.list(town.office, "S4.3", town.far, 20270203), "2027-02-04 李秀英 done");
}

TEST(Rows, S4_4_a_sponsored_trip_ends_being_alone) {
  FestivalTown town;
  town.reunion(town.supporter, "not_returning", "not_returning");
  town.office.add("trip", {{"child", town.far.uuid()},
                           {"year", "2027"},
                           {"sponsor", "县工会"},
                           {"cost_fen", "80000"},
                           {"out", "2027-02-01"},
                           {"back", "2027-02-12"}});
  town.sync();
  EXPECT_TRUE(town.line(town.supporter).trip);
  EXPECT_FALSE(town.line(town.supporter).alone);
}

}  // namespace
}  // namespace xinqiao::testing
