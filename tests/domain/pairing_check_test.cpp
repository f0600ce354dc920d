// Goal: who lacks a child, which child lacks somebody, which pairings end, who does most. Method: a township by hand.
#include "domain/pairing_check.h"

#include <gtest/gtest.h>

#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::domain {
namespace {

constexpr Day kToday = 20261015;

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class Checks : public ::testing::Test {
 protected:
  Checks() {
    for (const char name : {'1', '2', '3'}) township_.children.push_back({.id = id(name), .name = {name}});
    township_.people.push_back(
        {.id = id('t'), .name = "王建国", .posts = {{.role = v1::POST_ROLE_CLASS_TEACHER, .school = id('s')}}});
  }
  void pair(char child, char helper, v1::PairingRole role, Day from = 20260901) {
    township_.children[static_cast<std::size_t>(child - '1')].pairings.push_back(
        {id(helper), static_cast<std::uint32_t>(role), from, 0});
  }
  void visit(char child, char by, Day day) {
    Child& kid = township_.children[static_cast<std::size_t>(child - '1')];
    if (kid.place_of(id(by)) == 0) kid.people.push_back(id(by));
    kid.visits.push_back({.day = day, .kind = 1, .by = kid.place_of(id(by)), .with = {}});
  }
  PairingCheck check(Day day = kToday) const { return check_pairings(township_, day, 20260901); }

  Township township_;
};

TEST_F(Checks, ATeacherCaresForThreeChildrenAtLeast) {
  EXPECT_EQ(check().teachers_below.at(0).children, 0U);
  for (const char child : {'1', '2'}) pair(child, 't', v1::PAIRING_ROLE_SUPPORT_TEACHER);
  pair('2', 't', v1::PAIRING_ROLE_CLASS_TEACHER);
  EXPECT_EQ(check().teachers_below.at(0).children, 2U) << "one child by two roles is one child";
  pair('3', 't', v1::PAIRING_ROLE_SUPPORT_TEACHER);
  EXPECT_TRUE(check().teachers_below.empty());
}

TEST_F(Checks, PartyMembersAndVillageLeadsHaveAChildEachInThatRole) {
  township_.people.push_back({.id = id('p'), .party_member = true});
  township_.people.push_back({.id = id('v'), .posts = {{.role = v1::POST_ROLE_VILLAGE_LEAD, .village = id('w')}}});
  pair('1', 'p', v1::PAIRING_ROLE_VOLUNTEER);
  EXPECT_EQ(check().party_members_without_child.at(0).person, id('p'));
  EXPECT_EQ(check().village_leads_without_child.at(0).person, id('v'));
  pair('1', 'p', v1::PAIRING_ROLE_PARTY_MEMBER);
  pair('1', 'v', v1::PAIRING_ROLE_VILLAGE_LEAD);
  EXPECT_TRUE(check().party_members_without_child.empty());
  EXPECT_TRUE(check().village_leads_without_child.empty());
}

TEST_F(Checks, AStudyBuddyIsNoHelper) {
  pair('1', '2', v1::PAIRING_ROLE_STUDY_BUDDY);
  EXPECT_EQ(check().children_without_helper.size(), 3U);
  EXPECT_EQ(check().children_without_buddy, (std::vector<Id>{id('2'), id('3')}));
}

TEST_F(Checks, PairingsThatEndAtEighteenAreToldNinetyDaysBefore) {
  township_.children[0].birth_date = 20090113;  // 18 on 2027-01-13
  pair('1', 't', v1::PAIRING_ROLE_VOLUNTEER);
  EXPECT_TRUE(check(20261014).ending.empty());
  ASSERT_EQ(check(20261015).ending.size(), 1U);
  EXPECT_EQ(check(20261015).ending[0].last_day, 20270112U);
  EXPECT_EQ(check(20270112).ending.size(), 1U);
  EXPECT_TRUE(check(20270113).ending.empty()) << "it has ended, and so has support";
  EXPECT_EQ(check(20270113).children_without_helper.size(), 2U);
}

TEST_F(Checks, APairingWithoutAnythingRecordedIsToBeLookedAt) {
  pair('1', 't', v1::PAIRING_ROLE_VOLUNTEER, 20260801);
  EXPECT_TRUE(check(20260930).idle.empty());
  ASSERT_EQ(check(20261001).idle.size(), 1U);
  EXPECT_EQ(check(20261001).idle[0].last, 0U);
  visit('1', 't', 20260920);
  EXPECT_TRUE(check(20261001).idle.empty());
}

TEST_F(Checks, TheMostWorkRecordedComesFirst) {
  visit('1', 't', 20261001);
  visit('1', 'u', 20261001);
  visit('2', 'u', 20261002);
  visit('2', 'u', 20260831);  // before
  const auto work = check().commendation;
  ASSERT_EQ(work.size(), 2U);
  EXPECT_EQ(work[0].person, id('u'));
  EXPECT_EQ(work[0].interactions, 2U);
  EXPECT_EQ(work[0].children, 2U);
}

}  // namespace
}  // namespace xinqiao::domain
