#pragma once

#include <string>

namespace xinqiao::plugin {

std::string snake_case(const std::string& camel);  // "CheckIn" -> "check_in"
// The value's name without its enum's: CHECK_IN_RESULT_WELL of CheckInResult -> "well"; empty when the prefix lacks.
std::string value_name(const std::string& enum_name, const std::string& value);
std::string quoted(const std::string& text);  // a C++ string literal

}  // namespace xinqiao::plugin
