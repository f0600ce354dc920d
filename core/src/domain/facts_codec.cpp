#include "domain/facts_codec.h"

#include "xinqiao/v1/facts.pb.h"

namespace xinqiao::domain {
namespace {

void encode_lists(const Child& child, v1::ChildFacts& out) {
  for (const Pairing& each : child.pairings) {
    auto& pairing = *out.add_pairings();
    pairing.set_helper(each.helper.str());
    pairing.set_role(each.role);
    pairing.set_from(each.from);
    pairing.set_to(each.to);
  }
  for (const Id& person : child.people) out.add_people(person.str());
  for (const Visit& each : child.visits) {
    auto& visit = *out.add_visits();
    visit.set_kind(each.kind);
    visit.set_day(each.day);
    visit.set_record_card(each.record_card);
    visit.set_direction(each.direction);
    visit.set_by(each.by);
    for (const std::uint16_t place : each.with) visit.add_with(place);
  }
  for (const CheckIn& each : child.check_ins) {
    auto& check_in = *out.add_check_ins();
    check_in.set_day(each.day);
    check_in.set_result(each.result);
  }
  for (const Day day : child.gifts) out.add_gift_days(day);
}

void encode_school(const Child& child, v1::ChildFacts& out) {
  for (const ExamResult& each : child.exams) {
    auto& exam = *out.add_exams();
    exam.set_school_year(each.school_year);
    exam.set_term(each.term);
    exam.set_exam(each.exam);
    exam.set_class_rank(each.class_rank);
    exam.set_class_size(each.class_size);
    exam.set_has_total(each.total.has_value());
    exam.set_total(each.total.value_or(0));
  }
  for (const Conduct& each : child.conducts) {
    auto& conduct = *out.add_conducts();
    conduct.set_school_year(each.school_year);
    conduct.set_kind(each.kind);
    conduct.set_sanctioned(each.sanctioned);
  }
  for (const Honour& each : child.honours) {
    auto& honour = *out.add_honours();
    honour.set_school_year(each.school_year);
    honour.set_kind(each.kind);
  }
}

void encode_festival(const Child& child, v1::ChildFacts& out) {
  for (const Reunion& each : child.reunions) {
    auto& reunion = *out.add_reunions();
    reunion.set_festival_year(each.festival_year);
    reunion.set_father(each.father);
    reunion.set_mother(each.mother);
  }
  for (const Trip& each : child.trips) {
    auto& trip = *out.add_trips();
    trip.set_year(each.year);
    trip.set_out(each.out);
    trip.set_back(each.back);
    trip.set_arrived(each.arrived);
    trip.set_returned(each.returned);
    trip.set_cancelled(each.cancelled);
  }
}

void encode_work(const Child& child, v1::ChildFacts& out) {
  for (const Concern& each : child.concerns) {
    auto& concern = *out.add_concerns();
    concern.set_id(each.id.str());
    concern.set_kind(each.kind);
    concern.set_severity(each.severity);
    concern.set_state(each.state);
    concern.set_opened(each.opened);
    concern.set_due(each.due);
    concern.set_owner(each.owner.str());
    concern.set_author(each.author.str());
    concern.set_confidential(each.confidential);
  }
  for (const ConcernStep& each : child.steps) {
    auto& step = *out.add_steps();
    step.set_concern(each.concern.str());
    step.set_kind(each.kind);
    step.set_day(each.day);
    step.set_filled(each.filled);
  }
  for (const Plan& each : child.plans) {
    auto& plan = *out.add_plans();
    plan.set_id(each.id.str());
    plan.set_kind(each.kind);
    plan.set_subject(each.subject);
    plan.set_responsible(each.responsible.str());
    plan.set_state(each.state);
    plan.set_from(each.from);
    plan.set_to(each.to);
  }
  for (const PlanStage& each : child.stages) {
    auto& stage = *out.add_stages();
    stage.set_plan(each.plan.str());
    stage.set_due(each.due);
    stage.set_has_result(each.has_result);
    stage.set_checked_on(each.checked_on);
  }
}

void decode_work(const v1::ChildFacts& message, Child& child) {
  for (const auto& each : message.concerns()) {
    child.concerns.push_back({Id::from_bytes(each.id()), each.kind(), each.severity(), each.state(), each.opened(),
                              each.due(), Id::from_bytes(each.owner()), Id::from_bytes(each.author()),
                              each.confidential()});
  }
  for (const auto& each : message.steps()) {
    child.steps.push_back({Id::from_bytes(each.concern()), each.kind(), each.day(), each.filled()});
  }
  for (const auto& each : message.plans()) {
    child.plans.push_back({Id::from_bytes(each.id()), each.kind(), each.subject(), Id::from_bytes(each.responsible()),
                           each.state(), each.from(), each.to()});
  }
  for (const auto& each : message.stages()) {
    child.stages.push_back({Id::from_bytes(each.plan()), each.due(), each.has_result(), each.checked_on()});
  }
}

void decode_lists(const v1::ChildFacts& message, Child& child) {
  for (const auto& each : message.pairings()) {
    child.pairings.push_back({Id::from_bytes(each.helper()), each.role(), each.from(), each.to()});
  }
  child.people.reserve(static_cast<std::size_t>(message.people_size()));
  for (const Bytes& person : message.people()) child.people.push_back(Id::from_bytes(person));
  child.visits.reserve(static_cast<std::size_t>(message.visits_size()));
  for (const auto& each : message.visits()) {
    child.visits.push_back({.day = each.day(),
                            .kind = static_cast<std::uint8_t>(each.kind()),
                            .direction = static_cast<std::uint8_t>(each.direction()),
                            .record_card = each.record_card(),
                            .by = static_cast<std::uint16_t>(each.by()),
                            .with = {each.with().begin(), each.with().end()}});
  }
  for (const auto& each : message.check_ins()) child.check_ins.push_back({each.day(), each.result()});
  child.gifts.assign(message.gift_days().begin(), message.gift_days().end());
  for (const auto& each : message.exams()) {
    child.exams.push_back({each.school_year(), each.term(), each.exam(), each.class_rank(), each.class_size(),
                           each.has_total() ? std::optional(each.total()) : std::nullopt});
  }
  for (const auto& each : message.conducts()) {
    child.conducts.push_back({each.school_year(), each.kind(), each.sanctioned()});
  }
  for (const auto& each : message.honours()) child.honours.push_back({each.school_year(), each.kind()});
  for (const auto& each : message.reunions()) {
    child.reunions.push_back({each.festival_year(), each.father(), each.mother()});
  }
  for (const auto& each : message.trips()) {
    child.trips.push_back({each.year(), each.out(), each.back(), each.arrived(), each.returned(), each.cancelled()});
  }
}

}  // namespace

Bytes encode(const Child& child) {
  v1::ChildFacts out;
  out.set_format(kFactsFormat);
  out.set_child(child.id.str());
  out.set_hidden(child.hidden);
  out.set_name(child.name);
  out.set_former_name(child.former_name);
  for (const std::string& phone : child.phones) out.add_phones(phone);
  out.set_birth_date(child.birth_date);
  out.set_school(child.school.str());
  out.set_grade(child.grade);
  out.set_has_grade(child.has_grade);
  out.set_class_name(child.class_name);
  out.set_village(child.village.str());
  out.set_category(child.category);
  out.set_living_arrangement(child.living_arrangement);
  out.set_key_child(child.key_child);
  out.set_risk_level(child.risk_level);
  out.set_low_income(child.low_income);
  out.set_state(child.state);
  out.set_state_day(child.state_day);
  out.set_registered(child.registered);
  encode_lists(child, out);
  encode_school(child, out);
  encode_festival(child, out);
  encode_work(child, out);
  return out.SerializeAsString();
}

Result<Child> decode(BytesView bytes) {
  v1::ChildFacts message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || message.format() != kFactsFormat) {
    return Error{ErrorCode::kCorrupt, "a child's facts do not parse"};
  }
  Child child;
  child.id = Id::from_bytes(message.child());
  child.hidden = message.hidden();
  child.name = message.name();
  child.former_name = message.former_name();
  child.phones.assign(message.phones().begin(), message.phones().end());
  child.birth_date = message.birth_date();
  child.school = Id::from_bytes(message.school());
  child.grade = message.grade();
  child.has_grade = message.has_grade();
  child.class_name = message.class_name();
  child.village = Id::from_bytes(message.village());
  child.category = message.category();
  child.living_arrangement = message.living_arrangement();
  child.key_child = message.key_child();
  child.risk_level = message.risk_level();
  child.low_income = message.low_income();
  child.state = message.state();
  child.state_day = message.state_day();
  child.registered = message.registered();
  decode_lists(message, child);
  decode_work(message, child);
  return child;
}

}  // namespace xinqiao::domain
