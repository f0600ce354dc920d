#pragma once

#include <CLI/CLI.hpp>

#include "cli/failure.h"

namespace xinqiao::cli {

// What is wrong with the arguments, in both tongues.
Failure usage_failure(const CLI::App& app, const CLI::ParseError& error);

}  // namespace xinqiao::cli
