#include <bit>
#include <charconv>

#include "base/china_time.h"
#include "model/text/encode.h"
#include "model/validate/value_shape.h"

namespace xinqiao::text {
namespace {

using schema::Format;
using schema::Type;

std::string message_text(const schema::Message& message, BytesView bytes);

std::string double_text(double number) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

std::string number_text(const schema::Field& field, std::uint64_t number) {
  const auto with_sign = static_cast<std::int64_t>(number);
  if (field.format == Format::kDay && china_time::is_day(static_cast<china_time::Day>(number))) {
    return china_time::format_day(static_cast<china_time::Day>(number));
  }
  if (field.format == Format::kTime && china_time::is_time(with_sign)) return china_time::format_time(with_sign);
  if (field.type == Type::kBool) return number != 0 ? "是" : "否";
  if (field.type == Type::kEnum) {
    const schema::EnumValue* value = field.enumeration->find(static_cast<std::int32_t>(number));
    return value != nullptr ? std::string(value->label.zh) : std::to_string(static_cast<std::int32_t>(number));
  }
  return std::to_string(with_sign);
}

// Bytes that are no UTF-8 as U+FFFD, as in JSON.
std::string readable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    out += length == 0 ? "\xEF\xBF\xBD" : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string one_text(const schema::Field& field, const Occurrence& value) {
  if (field.message != nullptr) return message_text(*field.message, value.payload);
  if (field.format == Format::kId) return Id::from_bytes(value.payload).uuid();
  if (field.type == Type::kBytes) return to_hex(value.payload);
  if (field.type == Type::kDouble) return double_text(std::bit_cast<double>(value.value));
  if (field.type != Type::kText) return number_text(field, value.value);
  const std::string text = readable(value.payload);
  return field.repeated ? escape_in_list(text) : text;
}

std::string message_text(const schema::Message& message, BytesView bytes) {
  std::string out;
  const auto fields = split_fields(bytes);
  if (!fields.ok()) return to_hex(bytes);
  for (const schema::Field& field : message.fields) {
    const auto it = fields->find(field.number);
    if (it == fields->end()) continue;
    out += (out.empty() ? "" : "，") + std::string(field.label.zh) + " " + value_text(field, it->second);
  }
  return out;
}

}  // namespace

std::string value_text(const schema::Field& field, BytesView bytes) {
  const auto values = shown_values(field, bytes);
  if (values.empty()) return to_hex(bytes);
  std::string out;
  for (const Occurrence& value : values) {
    if (&value != &values.front()) out += field.message != nullptr ? "；" : ",";
    out += one_text(field, value);
  }
  return out;
}

}  // namespace xinqiao::text
