#include "cli/domain/day_argument.h"

#include <fmt/format.h>

#include "base/china_time.h"
#include "cli/failure.h"

namespace xinqiao::cli {

std::uint32_t day_argument(const std::string& text) {
  if (text.empty()) return 0;
  const auto day = china_time::parse_day(text);
  if (!day.ok()) {
    throw wrong_usage(
        fmt::format("'{}' 不是日期，请写成 2026-10-12 / '{}' is not a day, write it as 2026-10-12", text, text));
  }
  return *day;
}

}  // namespace xinqiao::cli
