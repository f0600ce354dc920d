#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// What the operator reads. Chinese first, then English, in one message.
namespace xinqiao::server {

// "没能备份：找不到。Could not back up: <error>" on standard error. Returns the exit code.
int say_failure(std::string_view chinese, std::string_view english, const Error& error);

void say(const std::string& line);          // to standard output
void say_warning(const std::string& line);  // to standard error

}  // namespace xinqiao::server
