#include "cli/failure.h"

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

namespace xinqiao::cli {
namespace {

constexpr std::string_view kBetween = " / ";

bool has_chinese(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0xE4) return true;
  }
  return false;
}

// For the few errors that speak English alone: what to do, by their code.
std::string_view chinese_of(std::string_view code) {
  if (code == "not_found") return "没有找到";
  if (code == "refused") return "不允许这样做";
  if (code == "too_large") return "内容太大，请分开填写";
  if (code == "busy") return "正忙，请稍后再试";
  if (code == "network") return "网络不通，请稍后再试";
  if (code == "disk_full") return "磁盘已满，请腾出空间再试";
  if (code == "unauthenticated") return "设备没有登记或已停用，请联系乡镇办公室";
  if (code == "wrong_pin") return "口令不对，请检查 XINQIAO_PIN";
  if (code == "invalid") return "输入有误";
  return "程序或磁盘出了问题，请联系维护人员；未发送的内容可用 rescue 命令带走";
}

struct Tongues {
  std::string_view zh;
  std::string_view en;  // may be empty
};

Tongues tongues_of(const Failure& failure) {
  const std::string_view message = failure.what();
  if (!has_chinese(message)) return {chinese_of(failure.code()), message};
  const std::size_t at = message.find(kBetween);
  if (at == std::string_view::npos) return {message, {}};
  return {message.substr(0, at), message.substr(at + kBetween.size())};
}

}  // namespace

Failure at_line(std::uint64_t line, const Failure& failure) {
  const auto [zh, en] = tongues_of(failure);
  return {failure.code(), fmt::format("第 {} 行：{}{}Line {}: {}", line, zh, kBetween, line, en.empty() ? zh : en)};
}

void print_failure(const Failure& failure) {
  const auto [zh, en] = tongues_of(failure);
  fmt::print(stderr, "{}\n", zh);
  if (!en.empty()) fmt::print(stderr, "{}\n", en);
}

void print_warning(const v1::ApiWarning& warning) {
  fmt::print(stderr, "已保存，请核对：{}\nSaved; please check: {}\n", warning.zh(), warning.en());
}

void print_warning(const v1::ApiWarning& warning, std::uint64_t line) {
  fmt::print("请核对第 {} 行：{} / please check line {}: {}\n", line, warning.zh(), line, warning.en());
}

}  // namespace xinqiao::cli
