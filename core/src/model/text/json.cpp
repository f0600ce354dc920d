#include <bit>
#include <charconv>
#include <cmath>

#include "base/china_time.h"
#include "model/text_codec.h"
#include "model/validate/value_shape.h"

namespace xinqiao::text {
namespace {

using schema::Format;
using schema::Type;

std::string double_json(double number) {
  if (!std::isfinite(number)) return "null";
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

std::string number_json(const schema::Field& field, std::uint64_t number) {
  const auto with_sign = static_cast<std::int64_t>(number);
  if (field.format == Format::kDay && china_time::is_day(static_cast<china_time::Day>(number))) {
    return quote_json(china_time::format_day(static_cast<china_time::Day>(number)));
  }
  if (field.format == Format::kTime && china_time::is_time(with_sign)) {
    return quote_json(china_time::format_time(with_sign));
  }
  if (field.type == Type::kBool) return number != 0 ? "true" : "false";
  if (field.type == Type::kEnum) {
    const schema::EnumValue* value = field.enumeration->find(static_cast<std::int32_t>(number));
    return value != nullptr ? quote_json(value->name) : std::to_string(static_cast<std::int32_t>(number));
  }
  return std::to_string(with_sign);
}

void add_member(std::string& out, std::string_view name, std::string_view json) {
  if (!out.empty()) out.push_back(',');
  out += quote_json(name) + ":";
  out += json;
}

// The members of an object; what the schema does not know or cannot read goes under "unknown".
std::string members(const schema::Message* message, const Fields& fields) {
  std::string out;
  std::string unknown;
  for (const auto& [number, bytes] : fields) {
    const schema::Field* field = message == nullptr ? nullptr : message->find(number);
    if (field != nullptr && !shown_values(*field, bytes).empty()) {
      add_member(out, field->name, value_json(*field, bytes));
    } else if (!bytes.empty()) {
      add_member(unknown, std::to_string(number), quote_json(to_hex(bytes)));
    }
  }
  if (!unknown.empty()) add_member(out, "unknown", "{" + unknown + "}");
  return out;
}

std::string one_json(const schema::Field& field, const Occurrence& value) {
  if (field.message != nullptr) {
    const auto parts = split_fields(value.payload);
    return "{" + (parts.ok() ? members(field.message, *parts) : "") + "}";
  }
  if (field.format == Format::kId) return quote_json(Id::from_bytes(value.payload).uuid());
  if (field.type == Type::kBytes) return quote_json(to_hex(value.payload));
  if (field.type == Type::kText) return quote_json(value.payload);
  if (field.type == Type::kDouble) return double_json(std::bit_cast<double>(value.value));
  return number_json(field, value.value);
}

}  // namespace

std::string value_json(const schema::Field& field, BytesView bytes) {
  const auto values = shown_values(field, bytes);
  if (values.empty()) return quote_json(to_hex(bytes));
  if (!field.repeated) return one_json(field, values.front());
  std::string out = "[";
  for (const Occurrence& value : values) {
    if (out.size() > 1) out.push_back(',');
    out += one_json(field, value);
  }
  return out + "]";
}

std::string to_json(const Id& id, std::uint32_t kind_number, const Fields& fields) {
  const schema::Kind* kind = schema::find_kind(kind_number);
  std::string out;
  add_member(out, "id", quote_json(id.uuid()));
  add_member(out, "record_kind",
             quote_json(kind != nullptr ? std::string(kind->name) : "kind_" + std::to_string(kind_number)));
  const std::string rest = members(kind != nullptr ? kind->message : nullptr, fields);
  if (!rest.empty()) out += "," + rest;
  return "{" + out + "}";
}

}  // namespace xinqiao::text
