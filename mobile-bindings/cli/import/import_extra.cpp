#include <fmt/format.h>

#include "cli/failure.h"
#include "cli/import/import_mapping.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

using nlohmann::json;

std::string scalar(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// Commas part the values of a list; one inside a value is escaped.
std::string listed(const json& values) {
  std::string out;
  for (const json& each : values) {
    if (!out.empty()) out += ",";
    for (const char c : scalar(each)) {
      if (c == ',') out += '\\';
      out += c;
    }
  }
  return out;
}

// {"record_card": {"topic": "…"}} becomes record_card.topic=…
void assign(const std::string& path, const json& value, std::vector<text::Assignment>& out) {
  if (value.is_object()) {
    for (const auto& [name, inner] : value.items()) assign(fmt::format("{}.{}", path, name), inner, out);
  } else {
    out.push_back({path, value.is_array() ? listed(value) : scalar(value)});
  }
}

}  // namespace

std::vector<std::string> take_extra(const ImportLine& line, ImportRecord& record) {
  const schema::Message& message = *schema::find_kind(record.kind)->message;
  const text::Resolver ids_only = [](std::string_view, std::string_view) -> Result<Id> {
    return Error{ErrorCode::kInvalid, "应是编号（UUID） / must be an id (UUID)"};
  };
  std::vector<std::string> unknown;
  std::vector<text::Assignment> assignments;
  for (const auto& [name, value] : line.rest()) {
    const schema::Field* field = message.find(name);
    if (field == nullptr || record.fields.contains(field->number)) {
      unknown.push_back(name);
    } else {
      assign(name, value, assignments);
    }
  }
  for (auto& [number, bytes] : must(text::parse(message, assignments, {}, ids_only))) {
    record.fields[number] = bytes;
  }
  return unknown;
}

}  // namespace xinqiao::cli
