#include "model/text/encode.h"

#include <charconv>

#include "base/china_time.h"
#include "model/validate/value_rules.h"

namespace xinqiao::text {
namespace {

using schema::Format;
using schema::Type;

template <typename T>
bool read_number(std::string_view text, T& out) {
  const auto [stopped, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc() && stopped == text.data() + text.size();
}

Result<std::uint64_t> day_number(std::string_view text) {
  XQ_ASSIGN(const china_time::Day day, china_time::parse_day(text));
  return std::uint64_t{day};
}

Result<std::uint64_t> time_number(std::string_view text) {
  XQ_ASSIGN(const std::int64_t ms, china_time::parse_time(text));
  return static_cast<std::uint64_t>(ms);
}

Result<std::uint64_t> whole_number(const schema::Field& field, std::string_view text) {
  std::uint32_t small = 0;
  std::int64_t large = 0;
  if (field.type == Type::kUint32 && read_number(text, small)) return std::uint64_t{small};
  if (field.type == Type::kInt64 && read_number(text, large)) return static_cast<std::uint64_t>(large);
  return Error{ErrorCode::kInvalid, "not a number"};
}

Result<std::uint64_t> truth(std::string_view text) {
  if (text == "true" || text == "是") return std::uint64_t{1};
  if (text == "false" || text == "否") return std::uint64_t{0};
  return Error{ErrorCode::kInvalid, "not yes or no"};
}

Result<std::uint64_t> enum_number(const schema::Enum& type, std::string_view text) {
  for (const schema::EnumValue& value : type.values) {
    if (value.name == text || value.label.zh == text) return static_cast<std::uint64_t>(value.number);
  }
  return Error{ErrorCode::kInvalid, "not a value"};
}

Problem enum_problem(const schema::Enum& type, std::string_view text) {
  std::string zh;
  std::string en;
  for (const schema::EnumValue& value : type.values) {
    zh += (zh.empty() ? "" : "、") + std::string(value.name) + "（" + std::string(value.label.zh) + "）";
    en += (en.empty() ? "" : ", ") + std::string(value.name);
  }
  const std::string guess(nearest(text, type));
  const std::string maybe_zh = guess.empty() ? "" : "，是不是 " + guess;
  const std::string maybe_en = guess.empty() ? "" : ", did you mean " + guess + "?";
  return {"不是可选的值" + maybe_zh + "；可以写 " + zh, "is not one of " + en + maybe_en};
}

// What kind of text would have been right.
Problem expected(const schema::Field& field, std::string_view text) {
  if (field.format == Format::kDay) return {"不是日期，请写成 2018-09-16", "is not a day, write it as 2018-09-16"};
  if (field.format == Format::kTime) {
    return {"不是时间，请写成 2026-10-12T08:00", "is not a time, write it as 2026-10-12T08:00"};
  }
  if (field.type == Type::kBool) return {"请写 是 或 否", "must be true or false"};
  if (field.type == Type::kEnum) return enum_problem(*field.enumeration, text);
  if (field.type == Type::kDouble) return {"不是数字", "is not a number"};
  const bool whole = text.find_first_not_of("0123456789", 1) == std::string_view::npos;
  const bool negative = text.starts_with('-') && whole && text.find_first_not_of("-0") != std::string_view::npos;
  if (negative) return {"不能小于 0", "must not be less than 0"};
  return {"不是整数", "is not a whole number"};
}

Result<std::uint64_t> varint_value(const schema::Field& field, std::string_view text) {
  if (field.format == Format::kDay) return day_number(text);
  if (field.format == Format::kTime) return time_number(text);
  if (field.type == Type::kBool) return truth(text);
  if (field.type == Type::kEnum) return enum_number(*field.enumeration, text);
  return whole_number(field, text);
}

Result<Bytes> id_value(const schema::Field& field, std::string_view path, std::string_view text,
                       const Resolver& resolve) {
  auto id = Id::parse(text);
  if (!id.ok() && !field.ref.empty() && resolve) {
    id = resolve(field.ref, text);
    if (!id.ok()) {
      return Error{id.error().code, std::string(field.label.zh) + " " + std::string(path) + ": " + id.error().message};
    }
  }
  if (!id.ok()) {
    return field_error(field, path, text, {"不是编号，请写成 UUID", "is not an id, write it as a UUID"});
  }
  return id->str();
}

Result<Bytes> bytes_value(const schema::Field& field, std::string_view path, std::string_view text,
                          const Resolver& resolve) {
  if (field.format == Format::kId) return id_value(field, path, text, resolve);
  if (field.type == Type::kBytes) {
    auto bytes = from_hex(text);
    if (!bytes.ok()) return field_error(field, path, text, {"不是十六进制", "is not hexadecimal"});
    return bytes;
  }
  Bytes value(text);
  if (field.format == Format::kIdNumber && value.ends_with('x')) value.back() = 'X';
  return value;
}

Result<Bytes> unchecked(const schema::Field& field, std::string_view path, std::string_view text,
                        const Resolver& resolve) {
  Bytes out;
  if (field.type == Type::kText || field.type == Type::kBytes) {
    XQ_ASSIGN(const Bytes value, bytes_value(field, path, text, resolve));
    write_bytes(out, field.number, value);
    return out;
  }
  if (field.type == Type::kDouble) {
    double number = 0;
    if (!read_number(text, number)) return field_error(field, path, text, expected(field, text));
    write_double(out, field.number, number);
    return out;
  }
  const auto value = varint_value(field, text);
  if (!value.ok()) return field_error(field, path, text, expected(field, text));
  write_varint(out, field.number, *value);
  return out;
}

}  // namespace

Result<Bytes> encode(const schema::Field& field, std::string_view path, std::string_view value,
                     const Resolver& resolve) {
  XQ_ASSIGN(Bytes bytes, unchecked(field, path, value, resolve));
  WireReader reader(bytes);
  Occurrence occurrence;
  reader.next(occurrence);
  const Violation::What fault = wire_fault(field, occurrence);
  if (fault == Violation::What::kBadText) return field_error(field, path, describe(fault));
  if (fault != Violation::What::kNone) return field_error(field, path, value, describe(fault));
  const auto problem = value_problem(field, occurrence);
  if (problem) return field_error(field, path, value, *problem);
  return bytes;
}

}  // namespace xinqiao::text
