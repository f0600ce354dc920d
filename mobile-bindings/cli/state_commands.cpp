#include <fmt/format.h>

#include "base/platform/clock.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"
#include "cli/output/json_output.h"

namespace xinqiao::cli {
namespace {

std::string clock_text(const v1::ApiStatusReport& report) {
  if (!report.clock_offset_known()) return "还不知道";
  const double seconds = static_cast<double>(report.clock_offset_ms()) / 1000.0;
  const double away = seconds < 0 ? -seconds : seconds;
  constexpr double kHour = 3600;
  constexpr double kDay = 24 * kHour;
  const std::string beside = seconds < 0 ? "快" : "慢";
  if (away < kHour) return fmt::format("本机比服务器{} {:.1f} 秒", beside, away);
  if (away < kDay) return fmt::format("本机比服务器{} {:.1f} 小时（不影响记录）", beside, away / kHour);
  // Which of the two is wrong nobody can tell from here.
  const std::int64_t now_ms = SystemClock().wall_ms();
  return fmt::format("本机（{}）和服务器（{}）相差 {:.0f} 天，其中一个不对；不影响记录", time_for_people(now_ms),
                     time_for_people(now_ms + report.clock_offset_ms()), away / kDay);
}

}  // namespace

void status(Core& core, bool json) {
  const v1::ApiStatusReport report = core.status();
  if (json) {
    fmt::print("{}\n", status_json(report));
    return;
  }
  Sheet sheet;
  if (report.has_identity()) {
    sheet.add("使用人", report.identity().person_name());
    sheet.add("单位", report.identity().organisation_name());
  } else {
    sheet.add("使用人", "还没有登记，请先用 enroll 命令和邀请码登记");
  }
  sheet.add("记录", fmt::format("{} 条{}", report.records(), report.complete() ? "" : "（还没有收全，请同步）"));
  sheet.add("未发送", fmt::format("{} 项修改", report.unsent()));
  sheet.add("需要处理", fmt::format("{} 项", report.needs_attention()));
  sheet.add("冲突", fmt::format("{} 处", report.clashes()));
  sheet.add("时钟", clock_text(report));
  sheet.add("上次同步", report.last_sync_ms() == 0 ? "从未" : time_for_people(report.last_sync_ms()));
  fmt::print("{}", sheet.str());
  for (const auto& one : report.attention()) {
    const schema::Kind* kind = schema::find_kind(one.kind());
    fmt::print("  {} {}  {}\n", kind == nullptr ? "记录" : kind->label.zh, Id::from_bytes(one.record()).uuid(),
               one.reason());
  }
}

void digest(Core& core) {
  v1::ApiRequest request;
  request.mutable_digest();
  fmt::print("{}\n", to_hex(core.call(request).digest().digest()));
}

void rescue(const std::string& folder, const std::string& file) {
  const v1::ApiRescued rescued = Core::rescue(folder, file);
  fmt::print("已把 {} 项修改写入 {}（其中 {} 项还没有上传；{} 字节，只有服务器能打开）\n", rescued.changes(), file,
             rescued.unsent(), rescued.bytes());
  if (rescued.left_out() > 0) {
    fmt::print("另有 {} 项早已上传，文件装不下，没有写入\n", rescued.left_out());
  }
  fmt::print("请交给乡镇办公室：xinqiao-server rescue --data DIR {}\n", file);
  if (rescued.missing() == 0) return;
  const std::uint64_t all = rescued.changes() + rescued.missing();
  throw Failure("corrupt",
                fmt::format("数据文件有损坏：{} 项里有 {} 项读不出来，没有写入。请把文件交给乡镇办公室，并保留"
                            "整个数据文件夹，不要清空 / the data file is damaged: {} of {} changes could not "
                            "be read and are not in the file. Bring the file to the office, and keep the "
                            "whole data folder",
                            all, rescued.missing(), rescued.missing(), all));
}

}  // namespace xinqiao::cli
