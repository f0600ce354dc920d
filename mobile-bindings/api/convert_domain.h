#pragma once

#include "domain/assessment.h"
#include "domain/due.h"
#include "domain/festival.h"
#include "domain/report/report.h"
#include "domain/search/search.h"
#include "xinqiao/v1/api.pb.h"
#include "xinqiao/v1/schedule.pb.h"

// From lists and reckonings to the messages of api.proto.
namespace xinqiao::api {

v1::ApiDueLine to_api(const domain::DueLine& line);
v1::ApiFestivalLine to_api(const domain::FestivalLine& line);
v1::ScheduleRule to_schema(const domain::Rule& rule);
v1::ApiFound to_api(const domain::Found& found);
v1::ApiReportText to_api(const domain::Report& report, v1::ApiReportFormat format);
v1::ApiAssessment to_api(const domain::Assessment& assessment);

}  // namespace xinqiao::api
