#include "client/device_time.h"
#include "client/parts.h"
#include "domain/rules.h"

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

Result<std::vector<domain::Rule>> Client::schedule() {
  XQ_ASSIGN(const auto* township, parts_->facts.township(*parts_->store));
  return domain::rules_in_force(township->rules);
}

}  // namespace xinqiao
