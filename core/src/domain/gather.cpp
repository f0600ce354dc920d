#include "domain/gather.h"

#include <algorithm>
#include <concepts>
#include <iterator>

#include "model/schema.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/festival.pb.h"
#include "xinqiao/v1/learning.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"
#include "xinqiao/v1/together.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::domain {
namespace {

// A record's fields as the schema's message. What does not parse was kept from elsewhere: it says nothing here.
template <typename Message>
Message read(const Fields& fields) {
  Message message;
  if (!message.ParseFromString(join_fields(fields))) message.Clear();
  return message;
}

Day day_or_none(std::int64_t ms) { return ms == 0 ? 0 : china_time::day_of(ms); }

constexpr std::size_t kPeople = UINT16_MAX;  // of one child's visits; nobody has so many

std::uint16_t add_person(const Bytes& id, Child& child) {
  const Id person = Id::from_bytes(id);
  if (person.is_nil()) return 0;
  if (const std::uint16_t known = child.place_of(person); known != 0) return known;
  if (child.people.size() == kPeople) return 0;
  child.people.push_back(person);
  return static_cast<std::uint16_t>(child.people.size());
}

void take_child(const Fields& fields, Child& child) {
  const auto message = read<v1::Child>(fields);
  child.name = message.name();
  child.former_name = message.former_name();
  child.birth_date = message.birth_date();
  child.school = Id::from_bytes(message.school());
  child.grade = message.grade();
  child.has_grade = message.has_grade();
  child.class_name = message.class_();
  child.village = Id::from_bytes(message.village());
  child.category = static_cast<std::uint32_t>(message.category());
  child.living_arrangement = static_cast<std::uint32_t>(message.living_arrangement());
  child.key_child = message.key_child();
  child.risk_level = static_cast<std::uint32_t>(message.risk_level());
  child.low_income = message.low_income();
  child.state = static_cast<std::uint32_t>(message.status().state());
  child.state_day = message.status().day();
  child.registered = day_or_none(message.entered_at());
}

// As people type it: without what stands between the digits.
void add_phone(const std::string& phone, std::vector<std::string>& phones) {
  std::string digits;
  std::ranges::copy_if(phone, std::back_inserter(digits), [](char letter) { return letter >= '0' && letter <= '9'; });
  if (!digits.empty()) phones.push_back(std::move(digits));
}

void take_contact(const Fields& fields, Child& child) {
  const auto message = read<v1::Contact>(fields);
  for (const auto* phone : {&message.phone(), &message.phone_2(), &message.phone_3(), &message.workplace_phone()}) {
    add_phone(*phone, child.phones);
  }
}

void take_pairing(const Fields& fields, Child& child) {
  const auto message = read<v1::Pairing>(fields);
  child.pairings.push_back(
      {Id::from_bytes(message.helper()), static_cast<std::uint32_t>(message.role()), message.from(), message.to()});
}

bool is_filled(const v1::RecordCard& card) {
  return !card.topic().empty() || !card.situation().empty() || !card.child_says().empty() || !card.advice().empty() ||
         !card.result().empty();
}

void take_visit(const Fields& fields, Child& child) {
  const auto message = read<v1::Visit>(fields);
  if (!message.has_started()) return;
  Visit visit{.day = china_time::day_of(message.started()),
              .kind = static_cast<std::uint8_t>(message.kind()),
              .direction = static_cast<std::uint8_t>(message.direction()),
              .record_card = is_filled(message.record_card()),
              .by = add_person(message.by(), child),
              .with = {}};
  visit.with.reserve(static_cast<std::size_t>(message.with_size()));
  for (const Bytes& with : message.with()) {
    if (const std::uint16_t place = add_person(with, child); place != 0) visit.with.push_back(place);
  }
  child.visits.push_back(std::move(visit));
}

void take_trip(const Fields& fields, Child& child) {
  const auto message = read<v1::Trip>(fields);
  child.trips.push_back({.year = message.year(),
                         .out = message.out(),
                         .back = message.back(),
                         .arrived = message.has_arrived(),
                         .returned = message.has_returned(),
                         .cancelled = message.cancelled()});
}

void take_check_in(const Fields& fields, Child& child) {
  const auto message = read<v1::CheckIn>(fields);
  child.check_ins.push_back({day_or_none(message.at()), static_cast<std::uint32_t>(message.result())});
}

void take_exam(const Fields& fields, Child& child) {
  const auto message = read<v1::ExamResult>(fields);
  child.exams.push_back({.school_year = message.school_year(),
                         .term = message.term(),
                         .exam = static_cast<std::uint32_t>(message.exam()),
                         .class_rank = message.class_rank(),
                         .class_size = message.class_size(),
                         .total = message.has_total() ? std::optional(message.total()) : std::nullopt});
}

void take_conduct(const Fields& fields, Child& child) {
  const auto message = read<v1::Conduct>(fields);
  child.conducts.push_back({message.school_year(), static_cast<std::uint32_t>(message.kind()), message.has_sanction()});
}

void take_honour(const Fields& fields, Child& child) {
  const auto message = read<v1::Honour>(fields);
  child.honours.push_back({message.school_year(), static_cast<std::uint32_t>(message.kind())});
}

void take_reunion(const Fields& fields, Child& child) {
  const auto message = read<v1::Reunion>(fields);
  child.reunions.push_back({message.festival_year(), static_cast<std::uint32_t>(message.father().state()),
                            static_cast<std::uint32_t>(message.mother().state())});
}

void take_concern(const Gathered& record, Child& child) {
  const auto message = read<v1::Concern>(record.fields);
  child.concerns.push_back({.id = record.id,
                            .kind = static_cast<std::uint32_t>(message.kind()),
                            .severity = static_cast<std::uint32_t>(message.severity()),
                            .state = static_cast<std::uint32_t>(message.state()),
                            .opened = day_or_none(message.opened()),
                            .due = message.due(),
                            .owner = Id::from_bytes(message.owner()),
                            .author = record.author,
                            .confidential = message.confidential()});
}

void take_step(const Fields& fields, Child& child) {
  const auto message = read<v1::ConcernStep>(fields);
  // A report is made to somebody.
  const bool is_report = message.kind() == v1::CONCERN_STEP_KIND_MANDATORY_REPORT;
  child.steps.push_back({.concern = Id::from_bytes(message.concern()),
                         .kind = static_cast<std::uint32_t>(message.kind()),
                         .day = day_or_none(message.at()),
                         .filled = !message.reached().empty() || (!is_report && !message.done().empty())});
}

void take_plan(const Gathered& record, Child& child) {
  const auto message = read<v1::Plan>(record.fields);
  child.plans.push_back({.id = record.id,
                         .kind = static_cast<std::uint32_t>(message.kind()),
                         .subject = message.subject(),
                         .responsible = Id::from_bytes(message.responsible()),
                         .state = static_cast<std::uint32_t>(message.state()),
                         .from = message.from(),
                         .to = message.to()});
}

void take_stage(const Fields& fields, Child& child) {
  const auto message = read<v1::PlanStage>(fields);
  child.stages.push_back({.plan = Id::from_bytes(message.plan()),
                          .due = message.due(),
                          .has_result = !message.result().empty(),
                          .checked_on = message.checked_on()});
}

void take_person(const Gathered& record, Township& township) {
  const auto message = read<v1::Person>(record.fields);
  Person person{.id = record.id,
                .name = message.name(),
                .phones = {},
                .posts = {},
                .case_worker = message.case_worker(),
                .party_member = message.party_member()};
  add_phone(message.phone(), person.phones);
  person.posts.reserve(static_cast<std::size_t>(message.posts_size()));
  for (const v1::Post& post : message.posts()) {
    person.posts.push_back({.role = static_cast<std::uint32_t>(post.role()),
                            .school = Id::from_bytes(post.school()),
                            .village = Id::from_bytes(post.village()),
                            .from = post.from(),
                            .to = post.to()});
  }
  township.people.push_back(std::move(person));
}

void take_organisation(const Gathered& record, Township& township) {
  const auto message = read<v1::Organisation>(record.fields);
  township.organisations.push_back({record.id, message.name(), static_cast<std::uint32_t>(message.kind())});
}

void take_term(const Fields& fields, Township& township) {
  const auto message = read<v1::Term>(fields);
  Term term{message.school_year(), message.term(), {message.first_day(), message.last_day()}, {}};
  for (const std::string& text : message.holidays()) {
    if (const auto holidays = china_time::parse_period(text); holidays.ok()) term.holidays.push_back(*holidays);
  }
  const bool sound = term.days.first != 0 && term.days.first <= term.days.last;
  if (sound) township.terms.push_back(std::move(term));
}

void take_rule(const Fields& fields, Township& township) {
  const auto message = read<v1::ScheduleRule>(fields);
  RuleRecord rule{.code = message.code()};
  if (message.has_kind()) rule.kind = static_cast<std::uint32_t>(message.kind());
  if (message.has_per()) rule.per = static_cast<std::uint32_t>(message.per());
  if (message.has_days()) rule.days = message.days();
  if (message.has_key_only()) rule.key_only = message.key_only();
  if (message.has_each_role()) rule.each_role = message.each_role();
  if (message.has_record_card()) rule.record_card = message.record_card();
  if (message.has_pauses_in_holidays()) rule.pauses_in_holidays = message.pauses_in_holidays();
  if (message.has_off()) rule.off = message.off();
  for (const auto& each : message.arrangements()) {
    rule.arrangements.push_back(static_cast<std::uint32_t>(each.arrangement()));
  }
  for (const auto& each : message.roles()) rule.roles.push_back(static_cast<std::uint32_t>(each.role()));
  township.rules.push_back(std::move(rule));
}

void take_event(const Fields& fields, Township& township) {
  const auto message = read<v1::Event>(fields);
  const bool of_class =
      message.kind() == v1::EVENT_KIND_THEME_MEETING || message.kind() == v1::EVENT_KIND_CLASS_MEETING;
  if (!of_class || message.has_group()) return;
  township.meetings.push_back({message.held(), Id::from_bytes(message.by()), Id::from_bytes(message.school()),
                               message.grade(), message.has_grade(), message.class_()});
}

void take_round(const Fields& fields, Township& township) {
  const auto message = read<v1::FestivalRound>(fields);
  FestivalRound round{Id::from_bytes(message.person()), message.year(), {}};
  for (const Bytes& village : message.villages()) round.villages.push_back(Id::from_bytes(village));
  township.rounds.push_back(std::move(round));
}

}  // namespace

void gather(const Gathered& record, Child& child) {
  const Fields& fields = record.fields;
  switch (record.kind) {
    case schema::kChildKind:
      return take_child(fields, child);
    case schema::kContactKind:
      return take_contact(fields, child);
    case schema::kVisitKind:
      return take_visit(fields, child);
    case schema::kCheckInKind:
      return take_check_in(fields, child);
    case schema::kConcernKind:
      return take_concern(record, child);
    case schema::kConcernStepKind:
      return take_step(fields, child);
    case schema::kPairingKind:
      return take_pairing(fields, child);
    case schema::kExamResultKind:
      return take_exam(fields, child);
    case schema::kConductKind:
      return take_conduct(fields, child);
    case schema::kHonourKind:
      return take_honour(fields, child);
    case schema::kPlanKind:
      return take_plan(record, child);
    case schema::kPlanStageKind:
      return take_stage(fields, child);
    case schema::kReunionKind:
      return take_reunion(fields, child);
    case schema::kGiftKind:
      child.gifts.push_back(read<v1::Gift>(fields).day());
      return;
    case schema::kTripKind:
      return take_trip(fields, child);
    default:
      return;
  }
}

void gather(const Gathered& record, Township& township) {
  const Fields& fields = record.fields;
  switch (record.kind) {
    case schema::kPersonKind:
      return take_person(record, township);
    case schema::kOrganisationKind:
      return take_organisation(record, township);
    case schema::kTermKind:
      return take_term(fields, township);
    case schema::kEventKind:
      return take_event(fields, township);
    case schema::kScheduleRuleKind:
      return take_rule(fields, township);
    case schema::kFestivalRoundKind:
      return take_round(fields, township);
    default:
      return;
  }
}

}  // namespace xinqiao::domain
