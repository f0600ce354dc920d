#pragma once

#include <cstdint>
#include <string>

namespace xinqiao::cli {

// "2026-10-12" as YYYYMMDD; empty: 0, for today.
std::uint32_t day_argument(const std::string& text);

}  // namespace xinqiao::cli
