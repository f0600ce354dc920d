#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/import/importer.h"
#include "cli/output/progress.h"

namespace xinqiao::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBadLinesNamed = 20;
constexpr std::uint32_t kPullGiveUpMs = 3 * 1000;

Failure cannot_open(const std::string& path) {
  return Failure("not_found", fmt::format("打不开文件 '{}' / Cannot open the file '{}'", path, path));
}

// 0, not known, for what can be read only once (a pipe).
std::uint64_t count_lines(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return 0;
  std::ifstream file(path, std::ios::binary);
  return static_cast<std::uint64_t>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
}

// Calls `each` with number and text of every line that is not blank.
template <typename Each>
void for_each_line(const std::string& path, Each each) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) {
    throw cannot_open(path);
  }
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t") != std::string_view::npos) each(number, text);
  }
  if (file.bad()) throw Failure("io", fmt::format("读文件 '{}' 时出错 / Error while reading '{}'", path, path));
}

// What others wrote since would stand beside a file's older value as a clash. So it looks first, when the server
// can be reached.
void pull_first(Core& core) {
  const v1::ApiStatusReport report = core.status();
  if (!report.has_identity()) return;
  v1::ApiRequest request;
  request.mutable_sync()->set_give_up_ms(kPullGiveUpMs);
  request.mutable_sync()->set_once(true);
  try {
    const v1::ApiSyncReport synced = core.call(request).synced();
    if (synced.pushed() > 0) {
      fmt::print("先同步了一次：上传 {} 项修改，接受 {}，待办公室审核 {}，退回 {}，在冲突中 {}\n", synced.pushed(),
                 synced.accepted(), synced.quarantined(), synced.rejected(), synced.clashed());
    }
  } catch (const Failure&) {
    fmt::print(
        stderr,
        "提醒：现在连不上服务器，看不到别人后来的修改；先导入。别人已改过的内容，同步后会列为冲突。\n"
        "Note: the server cannot be reached now, so what others have written since is not known here; importing all "
        "the same. What they have edited will be listed as clashes after the next sync.\n");
  }
}

void throw_for_bad_lines(const Importer::Report& report) {
  if (report.bad.empty()) return;
  std::vector<std::uint64_t> named = report.bad;
  const bool more = named.size() > kBadLinesNamed;
  if (more) named.resize(kBadLinesNamed);
  const std::string lines = fmt::format("{}{}", fmt::join(named, ", "), more ? " …" : "");
  throw Failure(
      "invalid",
      fmt::format("有 {} 行没有导入（第 {} 行），其余各行已处理；改正后可把整个文件再导入一次 / "
                  "{} lines were not imported (line {}), all others were; mend them and import the whole file again",
                  report.bad.size(), lines, report.bad.size(), lines));
}

// What lists are made of, while somebody waits anyway.
void gather(Core& core) {
  v1::ApiRequest request;
  request.mutable_gather();
  core.call(request);
}

}  // namespace

void import_file(Core& core, const std::string& what, const std::string& file) {
  if (!std::filesystem::exists(file)) throw cannot_open(file);
  pull_first(core);
  ProgressLine progress;
  const std::uint64_t total = count_lines(file);
  Importer importer(core);
  const bool children = what == "children";
  for_each_line(file, [&](std::uint64_t number, std::string_view text) {
    if (children) {
      importer.child_line(number, text);
    } else {
      importer.visit_line(number, text);
    }
    progress.show("正在导入", number, total);
  });
  importer.finish();
  progress.wipe();
  gather(core);
  const auto& report = importer.report();
  fmt::print("导入完成：{} 行新增或更新，{} 行没有变化，{} 行有误\n", report.imported, report.unchanged,
             report.bad.size());
  if (report.kept > 0) {
    fmt::print(
        "其中 {} 处内容这里的更新，保留现有内容 / {} values are newer here and stay as they "
        "are\n",
        report.kept, report.kept);
  }
  throw_for_bad_lines(report);
}

}  // namespace xinqiao::cli
