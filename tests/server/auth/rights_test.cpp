// Goal: who may write what. Method: each rule alone, with the smallest records; and every capacity, kind and action
// against what the scheme of rights says in words, written down here a second time.
#include "auth/rights.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "domain/rights.h"
#include "model/schema.h"
#include "testing/seeded_random.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;  // 2027-01-15

Id id(char letter) { return Id::from_bytes(Bytes(16, letter)); }

const Id kMe = id('p');
const Id kMine = id('m');
const Id kOther = id('o');

Id drawn_at(std::int64_t ms) {
  testing::SeededRandom random(1);
  return Id::random(ms, random);
}

Author holding(rights::Capacities capacities) {
  Author author{.person = kMe, .power = Power::kChildren};
  if (capacities == rights::kRound) {
    author.holdings.children[kMine].round_years = {2027};
  } else {
    author.holdings.children[kMine].capacities = capacities;
  }
  return author;
}
Author helper() { return holding(rights::kHelper); }

Change making(std::uint32_t kind, const Id& child) {
  Change change;
  change.record = drawn_at(kNow);
  change.kind = kind;
  change.author = kMe;
  change.written = stamp_at(kNow);
  Bytes value;
  write_bytes(value, 1, child.bytes());
  change.groups.push_back({1, value, {}, {}});
  return change;
}

Change setting(std::uint32_t number, std::uint64_t value) {
  Change change = making(0, kMine);
  change.groups.clear();
  Bytes bytes;
  write_varint(bytes, number, value);
  change.groups.push_back({number, bytes, {}, {}});
  return change;
}

v1::Reason judge(const Author& author, const Change& change, const StoredRecord* before = nullptr,
                 const StoredRecord* concern = nullptr) {
  return check_rights(author, change, before, project(change, before), [&](const Id&) { return concern; });
}

StoredRecord stored(std::uint32_t kind, const Id& author = id('x')) {
  StoredRecord record;
  record.kind = kind;
  record.shelf = kMine.str();
  record.author = author;
  return record;
}

Change deletion() {
  Change change = making(0, kMine);
  change.groups = {{kDeletedGroup, Bytes(), {}, {}}};
  return change;
}

TEST(Rights, PowerFollowsTheRole) {
  EXPECT_EQ(power_of(v1::POST_ROLE_OFFICE), Power::kAll);
  EXPECT_EQ(power_of(v1::POST_ROLE_HELPER), Power::kChildren);
  EXPECT_EQ(power_of(v1::POST_ROLE_VILLAGE_LEAD), Power::kChildren);
  EXPECT_EQ(power_of(v1::POST_ROLE_AUDITOR), Power::kNothing);
  EXPECT_EQ(power_of(99), Power::kNothing);
}

// What each may write of kinds in this order: "cedCEd", where a capital is with others' records, a small letter with
// one's own alone; '+' in front of what only one sort of it is.
const std::map<std::string, std::map<std::string, std::string>> kInWords = {
    {"helper",
     {{"child", "E"},
      {"contact", "CED"},
      {"visit", "Ced"},
      {"check_in", "CEd"},
      {"concern", "CEd"},
      {"concern_step", "Ced"},
      {"reunion", "CE"}}},
    {"class_teacher",
     {{"child", "E"},
      {"contact", "CED"},
      {"visit", "Ced"},
      {"check_in", "CEd"},
      {"concern", "CEd"},
      {"concern_step", "Ced"},
      {"reunion", "CE"},
      {"exam_result", "CED"},
      {"conduct", "CED"},
      {"honour", "CED"},
      {"plan", "CED"},
      {"plan_stage", "CED"},
      {"pairing", "CED"},
      {"work", "CED"},
      {"attendance", "CED"},
      {"event", "CED"}}},
    {"lead", {{"child", "CE"},    {"contact", "CED"},      {"visit", "Ced"},         {"check_in", "CED"},
              {"concern", "CEd"}, {"concern_step", "Ced"}, {"reunion", "CED"},       {"exam_result", "CED"},
              {"conduct", "CED"}, {"honour", "CED"},       {"plan", "CED"},          {"plan_stage", "CED"},
              {"pairing", "CED"}, {"work", "CED"},         {"attendance", "CED"},    {"event", "CED"},
              {"gift", "CED"},    {"membership", "CED"},   {"outreach_item", "CED"}, {"group", "CED"}}},
    {"round",
     {{"child", "Ce"},
      {"visit", "Ced"},
      {"check_in", "CEd"},
      {"concern", "Ced"},
      {"concern_step", "Ced"},
      {"reunion", "CE"},
      {"gift", "Ced"},
      {"outreach_item", "Ced"}}},
};

TEST(Rights, EveryCapacityWritesWhatIsSaidOfItAndNothingElse) {
  const std::map<std::string, rights::Capacities> capacities = {{"helper", rights::kHelper},
                                                                {"class_teacher", rights::kClassTeacher},
                                                                {"lead", rights::kLead},
                                                                {"round", rights::kRound}};
  for (const auto& [name, capacity] : capacities) {
    const auto& words = kInWords.at(name);
    for (const schema::Kind& kind : schema::kinds()) {
      const auto found = words.find(std::string(kind.name));
      const std::string said = found == words.end() ? "" : found->second;
      for (const auto& [letter, action] :
           {std::pair{'c', rights::Action::kCreate}, std::pair{'e', rights::Action::kEdit},
            std::pair{'d', rights::Action::kDelete}}) {
        for (const bool own : {true, false}) {
          const rights::Deed deed{kind.number, action, own, own, true, true, true};
          const bool others_too = said.find(static_cast<char>(letter - 'a' + 'A')) != std::string::npos;
          const bool expected = others_too || (own && said.find(letter) != std::string::npos);
          EXPECT_EQ(rights::may(capacity, deed), expected) << name << " " << kind.name << " " << letter << " " << own;
        }
      }
    }
  }
}

TEST(Rights, AHelperWritesForTheirOwnChildrenAlone) {
  EXPECT_EQ(judge(helper(), making(3, kMine)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(3, kOther)), v1::REASON_OUT_OF_SCOPE);
  Change none = making(3, kMine);
  none.groups.clear();
  EXPECT_EQ(judge(helper(), none), v1::REASON_OUT_OF_SCOPE);
}

TEST(Rights, AKindNewerThanTheServerIsJudgedByItsNumber) {
  EXPECT_EQ(judge(helper(), making(777, kMine)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(777, kOther)), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(helper(), making(1777, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(helper(), making(2777, kMine)), v1::REASON_NO_RIGHT);
}

TEST(Rights, ARecordIsMovedNeitherOutOfTheScopeNorIntoIt) {
  StoredRecord mine = stored(3, kMe);
  StoredRecord others = mine;
  others.shelf = kOther.str();
  EXPECT_EQ(judge(helper(), making(0, kOther), &mine), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(helper(), making(0, kMine), &others), v1::REASON_OUT_OF_SCOPE);
  Change cleared = making(0, kMine);
  cleared.groups.front().value.reset();
  EXPECT_EQ(judge(helper(), cleared, &mine), v1::REASON_OUT_OF_SCOPE);
}

TEST(Rights, AVisitIsEditedByItsAuthorAndDeletedByThemWithinADay) {
  StoredRecord mine = stored(schema::kVisitKind, kMe);
  StoredRecord anothers = stored(schema::kVisitKind);
  const Change edit = setting(v1::Visit::kMoodFieldNumber, 3);
  EXPECT_EQ(judge(helper(), edit, &mine), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), edit, &anothers), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge({.power = Power::kAll}, edit, &anothers), v1::REASON_UNSPECIFIED);
  Change erase = deletion();
  EXPECT_EQ(judge(helper(), erase, &mine), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), erase, &anothers), v1::REASON_NO_RIGHT);
  erase.written = stamp_at(kNow + rights::kADayMs + 1);
  EXPECT_EQ(judge(helper(), erase, &mine), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge({.power = Power::kAll}, erase, &mine), v1::REASON_UNSPECIFIED);
}

// A change that says it creates is no way round.
TEST(Rights, CreatingWhatIsThereIsEditingIt) {
  StoredRecord anothers = stored(schema::kVisitKind);
  EXPECT_EQ(judge(helper(), making(schema::kVisitKind, kMine), &anothers), v1::REASON_NO_RIGHT);
  StoredRecord mine = stored(schema::kVisitKind);
  mine.by = kMe;  // an office brought it back
  EXPECT_EQ(judge(helper(), making(schema::kVisitKind, kMine), &mine), v1::REASON_UNSPECIFIED);
  StoredRecord reunion = stored(schema::kReunionKind);
  EXPECT_EQ(judge(helper(), making(schema::kReunionKind, kMine), &reunion), v1::REASON_UNSPECIFIED) << "once by nature";
}

TEST(Rights, OfAChildAHelperWritesHowItLivesAndNotWhoItIs) {
  const StoredRecord child = stored(schema::kChildKind);
  EXPECT_EQ(judge(helper(), setting(v1::Child::kRiskLevelFieldNumber, 3), &child), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), setting(v1::Child::kGradeFieldNumber, 3), &child), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(holding(rights::kLead), setting(v1::Child::kGradeFieldNumber, 3), &child), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), making(schema::kChildKind, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(helper(), deletion(), &child), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(holding(rights::kLead), deletion(), &child), v1::REASON_NO_RIGHT) << "the office closes an archive";
  EXPECT_EQ(judge({.power = Power::kAll}, deletion(), &child), v1::REASON_UNSPECIFIED);
  Change undeletion = deletion();
  undeletion.groups.front().value.reset();
  EXPECT_EQ(judge(helper(), undeletion, &child), v1::REASON_UNSPECIFIED);
}

TEST(Rights, PairingsArePeopleInChargesAndPeopleAreOffices) {
  EXPECT_EQ(judge(helper(), making(schema::kPairingKind, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge(holding(rights::kLead), making(schema::kPairingKind, kMine)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(holding(rights::kLead), making(schema::kPairingKind, kOther)), v1::REASON_OUT_OF_SCOPE);
  EXPECT_EQ(judge(holding(rights::kLead), making(schema::kPersonKind, kMine)), v1::REASON_NO_RIGHT);
  EXPECT_EQ(judge({.power = Power::kAll}, making(schema::kPairingKind, kOther)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge({.power = Power::kNothing}, making(3, kMine)), v1::REASON_NO_RIGHT);
}

TEST(Rights, AClassTeacherPairsFellowPupilsAlone) {
  const auto pairing = [](v1::PairingRole role) {
    Change change = making(schema::kPairingKind, kMine);
    Bytes value;
    write_varint(value, v1::Pairing::kRoleFieldNumber, role);
    change.groups.push_back({v1::Pairing::kRoleFieldNumber, value, {}, {}});
    return change;
  };
  const Author teacher = holding(rights::kClassTeacher);
  EXPECT_EQ(judge(teacher, pairing(v1::PAIRING_ROLE_STUDY_BUDDY)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(teacher, pairing(v1::PAIRING_ROLE_VOLUNTEER)), v1::REASON_NO_RIGHT);
  StoredRecord volunteer = stored(schema::kPairingKind);
  const Change into_buddy = setting(v1::Pairing::kRoleFieldNumber, v1::PAIRING_ROLE_STUDY_BUDDY);
  EXPECT_EQ(judge(teacher, into_buddy, &volunteer), v1::REASON_NO_RIGHT);
}

TEST(Rights, ACadreOnARoundWritesInItsSeasonWheneverItComes) {
  const Author cadre = holding(rights::kRound);
  Change reunion = making(schema::kReunionKind, kMine);
  EXPECT_EQ(judge(cadre, reunion), v1::REASON_UNSPECIFIED);
  reunion.written = stamp_at(kNow - 40LL * rights::kADayMs);
  EXPECT_EQ(judge(cadre, reunion), v1::REASON_OUT_OF_SCOPE) << "2026-12-06";
  Change visit = making(schema::kVisitKind, kMine);
  EXPECT_EQ(judge(cadre, visit), v1::REASON_NO_RIGHT);
  Bytes kind;
  write_varint(kind, v1::Visit::kKindFieldNumber, v1::VISIT_KIND_FESTIVAL_VISIT);
  visit.groups.push_back({v1::Visit::kKindFieldNumber, kind, {}, {}});
  EXPECT_EQ(judge(cadre, visit), v1::REASON_UNSPECIFIED);
}

TEST(Rights, AChildIsBegunWhereOneIsInCharge) {
  Author lead{.person = kMe, .power = Power::kChildren};
  lead.holdings.areas[area::of_school(id('s'))].capacities = rights::kLead;
  const auto child_at = [](const Id& school) {
    Change change = making(schema::kChildKind, kMine);
    Bytes value;
    write_bytes(value, v1::Child::kSchoolFieldNumber, school.bytes());
    change.groups.push_back({v1::Child::kSchoolFieldNumber, value, {}, {}});
    return change;
  };
  EXPECT_EQ(judge(lead, child_at(id('s'))), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(lead, child_at(id('t'))), v1::REASON_NO_RIGHT);
  StoredRecord child = stored(schema::kChildKind);
  child.place.school = id('s');
  Change moves = child_at(id('t'));
  moves.kind = 0;
  EXPECT_EQ(judge(lead, moves, &child), v1::REASON_OUT_OF_SCOPE) << "the other school has not been asked";
}

TEST(Rights, AConfidentialConcernIsItsAuthorsItsOwnersAndTheCaseWorkers) {
  StoredRecord concern = stored(schema::kConcernKind);
  concern.confidential = true;
  const Change edit = making(0, kMine);
  const Change step = making(schema::kConcernStepKind, kMine);
  Author office{.person = kMe, .power = Power::kAll};
  for (const Author& author : {helper(), office}) {
    EXPECT_EQ(judge(author, edit, &concern), v1::REASON_OUT_OF_SCOPE);
    EXPECT_EQ(judge(author, step, nullptr, &concern), v1::REASON_OUT_OF_SCOPE);
  }
  office.holdings.case_worker = true;
  EXPECT_EQ(judge(office, edit, &concern), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(office, step, nullptr, &concern), v1::REASON_UNSPECIFIED);
  concern.owner = kMe;
  EXPECT_EQ(judge(helper(), edit, &concern), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(judge(helper(), step, nullptr, &concern), v1::REASON_UNSPECIFIED);
}

TEST(Rights, WhoeverSeesAConcernMayMakeItConfidential) {
  const StoredRecord concern = stored(schema::kConcernKind);
  EXPECT_EQ(judge(helper(), setting(9, 1), &concern), v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace xinqiao::server
