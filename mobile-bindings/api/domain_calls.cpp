#include "api/domain_calls.h"

#include <algorithm>

#include "api/convert.h"
#include "api/convert_domain.h"
#include "base/china_time.h"

namespace xinqiao::api {
namespace {

constexpr std::uint32_t kNoEnd = 21991231;
constexpr std::size_t kFoundAtOnce = 100;
constexpr std::size_t kFoundMost = 1000;

// 0: today.
Status check_day(std::uint32_t day) {
  if (day == 0 || china_time::is_day(day)) return {};
  return Error{ErrorCode::kInvalid, "没有这一天 / There is no such day"};
}

}  // namespace

Response gather(Client& client) {
  return respond(client.gather(), [](std::size_t children, v1::ApiResponse& out) {
    out.mutable_gathered()->set_children(static_cast<std::uint32_t>(children));
  });
}

Response assess(Client& client, const v1::ApiAssess& request) {
  return respond(client.assess(request.school_year()), [](const domain::Assessment& result, v1::ApiResponse& out) {
    *out.mutable_assessment() = to_api(result);
  });
}

Response due(Client& client, const v1::ApiDue& request) {
  XQ_TRY(check_day(request.day()));
  return respond(client.due(request.day()), [](const Client::Due& due, v1::ApiResponse& out) {
    out.mutable_due()->set_day(due.day);
    for (const auto& line : due.lines) *out.mutable_due()->add_lines() = to_api(line);
  });
}

Response festival(Client& client, const v1::ApiFestival& request) {
  XQ_TRY(check_day(request.day()));
  return respond(client.festival(request.year(), request.day()),
                 [](const Client::Festival& festival, v1::ApiResponse& out) {
                   auto& lines = *out.mutable_festival();
                   lines.set_year(festival.season.year);
                   lines.set_new_year(festival.season.new_year);
                   lines.set_day(festival.day);
                   for (const auto& line : festival.lines) *lines.add_lines() = to_api(line);
                 });
}

Response report(Client& client, const v1::ApiReport& request) {
  for (const std::uint32_t day : {request.day(), request.from(), request.to()}) XQ_TRY(check_day(day));
  if (request.from() > request.to() && request.to() != 0) {
    return Error{ErrorCode::kInvalid, "开始日期在结束日期之后 / the period ends before it begins"};
  }
  XQ_ASSIGN(const Id child, optional_id(request.child()));
  domain::Asked asked{.day = request.day(), .period = {request.from(), request.to()}, .child = child};
  if (request.to() == 0) asked.period.last = kNoEnd;
  return respond(client.report(request.name(), asked), [&](const domain::Report& report, v1::ApiResponse& out) {
    *out.mutable_report() = to_api(report, request.format());
  });
}

Response search(Client& client, const v1::ApiSearch& request) {
  const std::size_t limit = request.limit() == 0 ? kFoundAtOnce : std::min<std::size_t>(request.limit(), kFoundMost);
  return respond(client.search(request.text(), limit),
                 [](const std::vector<domain::Found>& found, v1::ApiResponse& out) {
                   out.mutable_found();
                   for (const auto& each : found) *out.mutable_found()->add_found() = to_api(each);
                 });
}

Response schedule(Client& client) {
  return respond(client.schedule(), [](const std::vector<domain::Rule>& rules, v1::ApiResponse& out) {
    out.mutable_schedule();
    for (const auto& rule : rules) out.mutable_schedule()->add_rules(to_schema(rule).SerializeAsString());
  });
}

}  // namespace xinqiao::api
