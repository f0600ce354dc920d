#include <algorithm>

#include "client/device_time.h"
#include "client/facts/contact_cards.h"
#include "client/parts.h"
#include "domain/rules.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao {

Result<std::size_t> Client::gather() {
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return township->children.size();
}

Result<domain::Assessment> Client::assess(std::uint32_t school_year) {
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return domain::assess(township->children, school_year, domain::SchoolCalendar(township->terms));
}

Result<china_time::Day> Client::today() const {
  XQ_ASSIGN(const auto writer, parts_->store->meta().writer());
  Clock& clock = parts_->environment.clock;
  return china_time::day_of(true_time_ms(writer, clock.wall_ms(), clock.uptime()));
}

Result<Client::Festival> Client::festival(std::uint32_t year, china_time::Day day) {
  if (day == 0) {
    XQ_ASSIGN(day, today());
  }
  const auto season = year == 0 ? domain::season_at(day) : domain::season_of(year);
  if (!season) {
    return Error{ErrorCode::kInvalid, "农历只有 2020 到 2100 年的 / the lunar calendar is known from 2020 to 2100"};
  }
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return Festival{*season, day, domain::festival(*township, *season, day)};
}

Result<Client::Due> Client::due(china_time::Day day) {
  if (day == 0) {
    XQ_ASSIGN(day, today());
  }
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return Due{day, domain::due(*township, day)};
}

Result<domain::Report> Client::report(std::string_view name, domain::Asked asked) {
  const domain::ReportKind* kind = domain::find_report(name);
  if (kind == nullptr) {
    std::string names;
    for (const std::string_view each : domain::report_names()) names += (names.empty() ? "" : ", ") + std::string(each);
    return Error{ErrorCode::kNotFound, "没有这种报表，可用的有：" + names + " / no such report; there are: " + names};
  }
  XQ_TRY(parts_->require_enrolled());
  XQ_ASSIGN(const auto identity, this->identity());
  XQ_ASSIGN(const auto status, this->status());
  if (asked.day == 0) {
    XQ_ASSIGN(asked.day, today());
  }
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  if (kind->of_one_child && asked.child.is_nil()) {
    return Error{ErrorCode::kInvalid, "写明哪个儿童（--child） / say which child (--child)"};
  }
  const bool there = std::ranges::binary_search(township->children, asked.child, {}, &domain::Child::id);
  if (!asked.child.is_nil() && !there) {
    return Error{ErrorCode::kNotFound, "本机没有这个儿童 / this device does not hold that child"};
  }
  asked.viewer.person = identity.person;
  for (const domain::Person& person : township->people) {
    if (person.id == identity.person) asked.viewer.case_worker = person.case_worker;
  }
  std::vector<domain::Section> sections;
  if (kind->sections != nullptr) {
    sections = kind->sections(*township, asked);
  } else {
    XQ_ASSIGN(sections, contact_cards(*this, *township, asked));
  }
  const bool office = identity.role == v1::POST_ROLE_OFFICE;
  const std::string children = std::to_string(township->children.size());
  return domain::Report{
      .name = kind->name,
      .title = kind->title,
      .day = asked.day,
      .scope = office ? identity.organisation_name
                      : identity.organisation_name + " " + identity.person_name + "（" + children + " 名儿童）",
      .complete = status.complete,
      .last_sync_ms = status.last_sync_ms,
      .unsent = status.unsent,
      .page_each = kind->sections == nullptr,
      .sections = std::move(sections)};
}

Result<std::vector<domain::Found>> Client::search(std::string_view text, std::size_t limit) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{ErrorCode::kInvalid,
                 "写上要找的姓名、首字母、村、学校或电话 / say a name, its initials, a village, a "
                 "school or a telephone number"};
  }
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return domain::search(*township, text, limit);
}

Result<std::vector<domain::Rule>> Client::schedule() {
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return domain::rules_in_force(township->rules);
}

}  // namespace xinqiao
