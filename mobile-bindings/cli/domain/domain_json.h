#pragma once

#include <string>

#include "xinqiao/v1/api.pb.h"

// What --json prints of lists and reckonings.
namespace xinqiao::cli {

std::string due_json(const v1::ApiDueLine& line);
std::string festival_json(const v1::ApiFestivalLine& line);
std::string assessment_json(const v1::ApiAssessment& assessment);

}  // namespace xinqiao::cli
