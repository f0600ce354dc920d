#include <fmt/format.h>

#include "base/china_time.h"
#include "cli/commands.h"
#include "cli/domain/day_argument.h"
#include "cli/failure.h"
#include "cli/output/display.h"

namespace xinqiao::cli {
namespace {

v1::ApiReportFormat format_argument(const std::string& format) {
  if (format.empty()) return v1::API_REPORT_FORMAT_UNSPECIFIED;
  if (format == "json") return v1::API_REPORT_FORMAT_JSON;
  return format == "csv" ? v1::API_REPORT_FORMAT_CSV : v1::API_REPORT_FORMAT_HTML;
}

void print_table(const v1::ApiReportText& report) {
  fmt::print("{}  截至 {}  {}{}\n", report.title(), china_time::format_day(report.day()), report.scope(),
             report.complete() ? "" : "  本机资料还不全");
  for (const auto& section : report.sections()) {
    fmt::print("\n{}：{}\n", section.label(), section.rows_size());
    if (section.rows_size() == 0) continue;
    Table table({section.columns().begin(), section.columns().end()});
    for (const auto& row : section.rows()) table.add({row.cells().begin(), row.cells().end()});
    fmt::print("{}", table.str());
  }
}

}  // namespace

void report(Core& core, const ReportArguments& arguments) {
  v1::ApiRequest request;
  auto& asked = *request.mutable_report();
  asked.set_name(arguments.name);
  asked.set_format(format_argument(arguments.format));
  asked.set_day(day_argument(arguments.day));
  asked.set_from(day_argument(arguments.from));
  asked.set_to(day_argument(arguments.to));
  if (!arguments.child.empty()) asked.set_child(id_argument(arguments.child).str());
  const v1::ApiReportText report = core.call(request).report();
  if (asked.format() == v1::API_REPORT_FORMAT_UNSPECIFIED) return print_table(report);
  fmt::print("{}", report.text());
  if (asked.format() == v1::API_REPORT_FORMAT_JSON) fmt::print("\n");
}

}  // namespace xinqiao::cli
