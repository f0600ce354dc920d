#include <fmt/format.h>

#include "base/china_time.h"
#include "cli/commands.h"
#include "cli/domain/day_argument.h"
#include "cli/domain/domain_json.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"

namespace xinqiao::cli {
namespace {

std::string returning(const v1::ApiFestivalLine& line) {
  if (!line.has_parent_returning()) return "还不知道";
  return line.parent_returning() ? "有" : "没有";
}

std::string mark(bool set, const char* word) { return set ? word : ""; }

std::string count(std::uint32_t number) { return number == 0 ? "" : fmt::format("{}", number); }

}  // namespace

void festival(Core& core, std::uint32_t year, const std::string& day, bool json) {
  v1::ApiRequest request;
  request.mutable_festival()->set_year(year);
  request.mutable_festival()->set_day(day_argument(day));
  const v1::ApiFestivalLines festival = core.call(request).festival();
  Names names(core);
  Table table({"儿童", "父母回家", "走访", "慰问品", "探亲", "独自过年", "去信", "来信"});
  std::size_t unknown = 0;
  std::size_t alone = 0;
  for (const auto& line : festival.lines()) {
    if (json) {
      fmt::print("{}\n", festival_json(line));
      continue;
    }
    unknown += line.reunion_known() ? 0 : 1;
    alone += line.alone() ? 1 : 0;
    table.add({names.of(Id::from_bytes(line.child())), returning(line), mark(line.visited(), "已走访"),
               count(line.gifts()), mark(line.trip(), "有"), mark(line.alone(), "是"), count(line.letters_out()),
               count(line.letters_in())});
  }
  if (json) return;
  fmt::print("{} 年春节（正月初一 {}），截至 {}\n", festival.year(), china_time::format_day(festival.new_year()),
             china_time::format_day(festival.day()));
  if (festival.lines_size() > 0) fmt::print("{}", table.str());
  fmt::print("共 {} 名儿童：团圆情况没问清的 {} 名，独自过年的 {} 名\n", festival.lines_size(), unknown, alone);
}

}  // namespace xinqiao::cli
