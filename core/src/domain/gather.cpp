#include "domain/gather.h"

#include <algorithm>
#include <concepts>

#include "model/schema.h"
#include "xinqiao/v1/child.pb.h"
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
  child.birth_date = message.birth_date();
  child.school = Id::from_bytes(message.school());
  child.grade = message.grade();
  child.has_grade = message.has_grade();
  child.class_name = message.class_();
  child.village = Id::from_bytes(message.village());
  child.category = static_cast<std::uint32_t>(message.category());
  child.living_arrangement = static_cast<std::uint32_t>(message.living_arrangement());
  child.key_child = message.key_child();
  child.state = static_cast<std::uint32_t>(message.status().state());
  child.state_day = message.status().day();
  child.registered = day_or_none(message.entered_at());
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
  child.exams.push_back(
      {message.school_year(), message.term(), static_cast<std::uint32_t>(message.exam()), message.class_rank()});
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

void gather(std::uint32_t kind, const Fields& fields, Child& child) {
  switch (kind) {
    case schema::kChildKind:
      return take_child(fields, child);
    case schema::kVisitKind:
      return take_visit(fields, child);
    case schema::kCheckInKind:
      return take_check_in(fields, child);
    case schema::kPairingKind:
      return take_pairing(fields, child);
    case schema::kExamResultKind:
      return take_exam(fields, child);
    case schema::kConductKind:
      return take_conduct(fields, child);
    case schema::kHonourKind:
      return take_honour(fields, child);
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

void gather(std::uint32_t kind, const Fields& fields, Township& township) {
  if (kind == schema::kTermKind) take_term(fields, township);
  if (kind == schema::kEventKind) take_event(fields, township);
  if (kind == schema::kScheduleRuleKind) take_rule(fields, township);
  if (kind == schema::kFestivalRoundKind) take_round(fields, township);
}

}  // namespace xinqiao::domain
