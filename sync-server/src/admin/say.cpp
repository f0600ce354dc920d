#include "admin/say.h"

#include <cstdio>

#include "admin/command_line.h"

namespace xinqiao::server {
namespace {

std::string_view chinese_reason(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "输入的内容或文件不对";
    case ErrorCode::kNotFound:
      return "找不到";
    case ErrorCode::kRefused:
      return "不允许这样做";
    case ErrorCode::kTooLarge:
      return "太大";
    case ErrorCode::kBusy:
      return "正被别的程序占用";
    case ErrorCode::kNetwork:
      return "网络不通";
    case ErrorCode::kDiskFull:
      return "磁盘已满";
    case ErrorCode::kUnauthenticated:
    case ErrorCode::kWrongPin:
      return "身份未通过";
    case ErrorCode::kCorrupt:
      return "文件已损坏";
    case ErrorCode::kIo:
      return "读写出错";
    case ErrorCode::kInternal:
      break;
  }
  return "程序内部出错";
}

void write_line(std::FILE* out, const std::string& line) {
  std::fprintf(out, "%s\n", line.c_str());
  std::fflush(out);
}

}  // namespace

int say_failure(std::string_view chinese, std::string_view english, const Error& error) {
  // A message in both tongues parts at " / "; one in English alone gets the reason's name in Chinese.
  const std::size_t parted = error.message.find(" / ");
  const bool both = parted != std::string::npos;
  const std::string reason = both ? error.message.substr(0, parted) : std::string(chinese_reason(error.code));
  const std::string cause = both ? error.message.substr(parted + 3) : error.message;
  std::string line(chinese);
  line.append("：").append(reason).append("。").append(english).append(": ").append(cause);
  write_line(stderr, line);
  return kCouldNot;
}

void say(const std::string& line) { write_line(stdout, line); }

void say_warning(const std::string& line) { write_line(stderr, line); }

}  // namespace xinqiao::server
