#include "cli/import/import_line.h"

#include <fmt/format.h>

#include "base/china_time.h"
#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

bool is_absent(const nlohmann::json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
}

[[noreturn]] void refuse(const std::string& name, const nlohmann::json& value, std::string_view zh,
                         std::string_view en) {
  std::string shown = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  constexpr std::size_t kShown = 60;
  if (shown.size() > kShown) shown = fmt::format("({})", value.type_name());
  throw Failure("invalid", fmt::format("{}：{} {} / {}: {} {}", name, shown, zh, name, shown, en));
}

}  // namespace

ImportLine::ImportLine(std::string_view text) : object_(nlohmann::json::parse(text, nullptr, false)) {
  if (!is_utf8(text)) {
    throw Failure("invalid", "不是 UTF-8 编码，请把文件另存为 UTF-8 / is not UTF-8: save the file as UTF-8");
  }
  if (object_.is_discarded()) throw Failure("invalid", "不是完整的 JSON / is not whole JSON");
  if (!object_.is_object()) throw Failure("invalid", "不是 JSON 对象 {…} / is no JSON object {…}");
}

const nlohmann::json* ImportLine::find(const std::string& name) {
  asked_.insert(name);
  const auto it = object_.find(name);
  return it == object_.end() || is_absent(*it) ? nullptr : &*it;
}

std::optional<std::string> ImportLine::text(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) refuse(name, *value, "应是文字", "must be text");
  return value->get<std::string>();
}

std::optional<std::int64_t> ImportLine::whole(const std::string& name, std::int64_t min, std::int64_t max) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  // What does not fit is of unsigned type or a float: neither is within the bounds.
  const bool fits = value->is_number_integer() && *value >= min && *value <= max;
  if (!fits) {
    refuse(name, *value, fmt::format("应是 {} 到 {} 的整数", min, max),
           fmt::format("must be a whole number from {} to {}", min, max));
  }
  return value->get<std::int64_t>();
}

std::optional<double> ImportLine::real(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) refuse(name, *value, "应是数字", "must be a number");
  return value->get<double>();
}

std::optional<bool> ImportLine::yes_no(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) refuse(name, *value, "应是 true 或 false", "must be true or false");
  return value->get<bool>();
}

std::optional<std::int64_t> ImportLine::time(const std::string& name) {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto ms = china_time::parse_time(*written);
  if (!ms.ok()) {
    refuse(name, *written, "不是时间，应写成 2026-10-12T08:00:08+08:00",
           "is no time; write it as 2026-10-12T08:00:08+08:00");
  }
  return *ms;
}

std::vector<std::string> ImportLine::texts(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return {};
  if (value->is_string()) return {value->get<std::string>()};
  if (!value->is_array()) refuse(name, *value, "应是文字的列表", "must be a list of texts");
  std::vector<std::string> all;
  for (const auto& each : *value) {
    if (!each.is_string()) refuse(name, *value, "应是文字的列表", "must be a list of texts");
    if (!is_absent(each)) all.push_back(each.get<std::string>());
  }
  return all;
}

std::optional<Id> ImportLine::id(const std::string& name) {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto id = Id::parse(*written);
  if (!id.ok() || id->is_nil()) {
    refuse(name, *written, "不是编号（UUID）", "is no id (UUID)");
  }
  return *id;
}

Id ImportLine::required_id(const std::string& name) {
  if (const auto found = id(name)) return *found;
  throw Failure("invalid", fmt::format("缺少 {} / {} is missing", name, name));
}

ImportLine::Rest ImportLine::rest() const {
  Rest rest;
  for (const auto& [name, value] : object_.items()) {
    const bool empty_list = value.is_array() && value.empty();
    if (!asked_.contains(name) && !is_absent(value) && !empty_list) rest.emplace_back(name, value);
  }
  return rest;
}

}  // namespace xinqiao::cli
