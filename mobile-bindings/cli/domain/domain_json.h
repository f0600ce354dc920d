#pragma once

#include <string>

#include "model/schema.h"
#include "xinqiao/v1/api.pb.h"

// What --json prints of lists and reckonings.
namespace xinqiao::cli {

// What is due, as a value of the schema; null: of a newer program.
const schema::EnumValue* due_kind(std::uint32_t number);
std::string due_json(const v1::ApiDueLine& line);
std::string festival_json(const v1::ApiFestivalLine& line);
std::string assessment_json(const v1::ApiAssessment& assessment);

}  // namespace xinqiao::cli
