#include "cli/output/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "base/platform/clock.h"

namespace xinqiao::cli {
namespace {

constexpr std::int64_t kEveryMs = 100;

}  // namespace

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { wipe(); }

void ProgressLine::show(const std::string& what, std::uint64_t done, std::uint64_t total) {
  const std::int64_t now_ms = SystemClock().monotonic_ms();
  if (!terminal_ || (shown_ && now_ms - last_ms_ < kEveryMs)) return;
  last_ms_ = now_ms;
  shown_ = true;
  fmt::print(stderr, "\r\033[K{} {}{}", what, done, total == 0 ? "" : fmt::format("/{}", total));
  std::fflush(stderr);
}

void ProgressLine::say(const char* what) {
  if (!terminal_) return;
  shown_ = true;
  fmt::print(stderr, "\r\033[K{}", what);
  std::fflush(stderr);
}

void ProgressLine::wipe() {
  if (!shown_) return;
  shown_ = false;
  fmt::print(stderr, "\r\033[K");
}

void ProgressLine::on_progress(void* context, const char* stage, std::uint64_t done, std::uint64_t total) {
  const std::string_view name = stage;
  auto& line = *static_cast<ProgressLine*>(context);
  if (name == "retry") return line.say("连不上服务器，正在重试…");
  const char* what = name == "push" ? "正在上传" : name == "pull" ? "正在下载" : "正在处理";
  line.show(what, done, total);
}

}  // namespace xinqiao::cli
