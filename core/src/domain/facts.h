#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/china_time.h"
#include "base/id.h"

// What lists, reports and reckonings need of each child and of the township, gathered from records as they are shown.
// Numbers of enums are those of the schema (xinqiao/v1/*.proto); day 0: none is said.
namespace xinqiao::domain {

using china_time::Day;

struct Pairing {
  Id helper;
  std::uint32_t role = 0;  // v1::PairingRole
  Day from = 0;
  Day to = 0;  // the last day; 0: it goes on
};

// Small, because there are many: people are places in Child::people, from 1.
struct Visit {
  Day day = 0;
  std::uint8_t kind = 0;       // v1::VisitKind
  std::uint8_t direction = 0;  // v1::LetterDirection
  bool record_card = false;    // a talk's, filled
  std::uint16_t by = 0;        // 0: nobody is said
  std::vector<std::uint16_t> with;

  bool took_part(std::uint16_t place) const {
    return place != 0 && (by == place || std::ranges::find(with, place) != with.end());
  }
};

struct CheckIn {
  Day day = 0;
  std::uint32_t result = 0;  // v1::CheckInResult
};

struct ExamResult {
  std::uint32_t school_year = 0;
  std::uint32_t term = 0;  // 1 or 2
  std::uint32_t exam = 0;  // v1::Exam
  std::uint32_t class_rank = 0;
  std::uint32_t class_size = 0;
  std::optional<double> total;
};

struct Conduct {
  std::uint32_t school_year = 0;
  std::uint32_t kind = 0;  // v1::ConductKind
  bool sanctioned = false;
};

struct Honour {
  std::uint32_t school_year = 0;
  std::uint32_t kind = 0;  // v1::HonourKind
};

struct Reunion {
  std::uint32_t festival_year = 0;
  std::uint32_t father = 0;  // v1::Returning
  std::uint32_t mother = 0;
};

struct Trip {
  std::uint32_t year = 0;
  Day out = 0;
  Day back = 0;
  bool arrived = false;
  bool returned = false;
  bool cancelled = false;
};

struct Concern {
  Id id;
  std::uint32_t kind = 0;      // v1::ConcernKind
  std::uint32_t severity = 0;  // v1::Severity
  std::uint32_t state = 0;     // v1::ConcernState
  Day opened = 0;
  Day due = 0;
  Id owner;
  Id author;
  bool confidential = false;
};

struct ConcernStep {
  Id concern;
  std::uint32_t kind = 0;  // v1::ConcernStepKind
  Day day = 0;
  bool filled = false;  // it says what was done or who was reached; a mandatory report: who was reached
};

struct Plan {
  Id id;
  std::uint32_t kind = 0;  // v1::PlanKind
  std::string subject;
  Id responsible;
  std::uint32_t state = 0;  // v1::PlanState
  Day from = 0;
  Day to = 0;
};

struct PlanStage {
  Id plan;
  Day due = 0;
  bool has_result = false;
  Day checked_on = 0;
};

struct Child {
  Id id;
  bool hidden = false;  // its archive is deleted, or not here
  std::string name;
  std::string former_name;
  std::vector<std::string> phones;  // digits, of all contacts
  Day birth_date = 0;
  Id school;
  std::uint32_t grade = 0;
  bool has_grade = false;
  std::string class_name;
  Id village;
  std::uint32_t category = 0;            // v1::ChildCategory
  std::uint32_t living_arrangement = 0;  // v1::LivingArrangement
  bool key_child = false;
  std::uint32_t risk_level = 0;  // v1::RiskLevel
  bool low_income = false;
  std::uint32_t state = 0;  // v1::ChildState
  Day state_day = 0;
  Day registered = 0;
  std::vector<Pairing> pairings;
  std::vector<Id> people;  // who took part in a visit
  std::vector<Visit> visits;
  std::vector<CheckIn> check_ins;
  std::vector<ExamResult> exams;
  std::vector<Conduct> conducts;
  std::vector<Honour> honours;
  std::vector<Reunion> reunions;
  std::vector<Trip> trips;
  std::vector<Day> gifts;
  std::vector<Concern> concerns;
  std::vector<ConcernStep> steps;
  std::vector<Plan> plans;
  std::vector<PlanStage> stages;

  // Of a person in `people`; 0: they never took part.
  std::uint16_t place_of(const Id& person) const {
    const auto found = std::ranges::find(people, person);
    return found == people.end() ? 0 : static_cast<std::uint16_t>(found - people.begin() + 1);
  }
};

struct Term {
  std::uint32_t school_year = 0;
  std::uint32_t number = 0;  // 1 or 2
  china_time::Period days;
  std::vector<china_time::Period> holidays;
};

// Who is due what how often (docs/schemes.md).
struct Rule {
  std::string code;
  std::uint32_t kind = 0;                   // v1::DueKind
  std::uint32_t per = 0;                    // v1::DuePer
  std::uint32_t days = 0;                   // between two, of DUE_PER_DAYS
  std::vector<std::uint32_t> arrangements;  // v1::LivingArrangement; none: every child
  bool key_only = false;
  std::vector<std::uint32_t> roles;  // v1::PairingRole, in order
  bool each_role = false;
  bool record_card = false;
  bool pauses_in_holidays = false;
  bool off = false;
};

// What an office's record says of a rule; of one of the built-in codes the rest stays as it is there.
struct RuleRecord {
  std::string code;
  std::optional<std::uint32_t> kind;
  std::optional<std::uint32_t> per;
  std::optional<std::uint32_t> days;
  std::vector<std::uint32_t> arrangements;
  std::optional<bool> key_only;
  std::vector<std::uint32_t> roles;
  std::optional<bool> each_role;
  std::optional<bool> record_card;
  std::optional<bool> pauses_in_holidays;
  std::optional<bool> off;
};

// A theme or class meeting.
struct Event {
  Day day = 0;
  Id by;
  Id school;
  std::uint32_t grade = 0;
  bool has_grade = false;
  std::string class_name;
};

// Who asks every household of some villages, for one festival.
struct FestivalRound {
  Id person;
  std::uint32_t year = 0;
  std::vector<Id> villages;
};

struct Post {
  std::uint32_t role = 0;  // v1::PostRole
  Id school;
  Id village;
  Day from = 0;
  Day to = 0;  // the last day; 0: it goes on
};

struct Person {
  Id id;
  std::string name;
  std::vector<std::string> phones{};  // digits
  std::vector<Post> posts;
  bool case_worker = false;
  bool party_member = false;
};

struct Organisation {
  Id id;
  std::string name;
  std::uint32_t kind = 0;  // v1::OrganisationKind
};

// A township as one device sees it.
struct Township {
  std::vector<Child> children;  // by id; without hidden ones
  std::vector<Term> terms;
  std::vector<RuleRecord> rules;
  std::vector<Event> meetings;
  std::vector<FestivalRound> rounds;
  std::vector<Person> people;
  std::vector<Organisation> organisations;
};

}  // namespace xinqiao::domain
