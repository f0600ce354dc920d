#include "model/validate/value_rules.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/china_time.h"
#include "base/id.h"
#include "base/limits.h"
#include "model/validate/id_number.h"

namespace xinqiao {
namespace {

using schema::Format;
using schema::Type;

WireType wire_type(Type type) {
  switch (type) {
    case Type::kDouble:
      return WireType::kFixed64;
    case Type::kText:
    case Type::kBytes:
    case Type::kMessage:
      return WireType::kBytes;
    default:
      return WireType::kVarint;
  }
}

std::string shown(double number) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

std::optional<Problem> range_problem(double number, double min, double max) {
  if (number >= min && number <= max) return std::nullopt;
  return Problem{"应在 " + shown(min) + " 到 " + shown(max) + " 之间",
                 "must be from " + shown(min) + " to " + shown(max)};
}

std::optional<Problem> number_problem(const schema::Field& field, double number) {
  if (!std::isfinite(number)) return Problem{"不是数字", "is not a number"};
  if (field.max > field.min) return range_problem(number, field.min, field.max);
  if (field.format == Format::kYear) return range_problem(number, 1900, 2199);
  return std::nullopt;
}

std::optional<Problem> phone_problem(std::string_view text) {
  const bool known = std::ranges::all_of(text, [](char c) { return std::string_view("0123456789 +-()").contains(c); });
  const bool digits = std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (known && digits && text.size() >= 3 && text.size() <= 20) return std::nullopt;
  return Problem{"不是电话号码，请用 3 到 20 个数字、空格、+ 或 -",
                 "is not a phone number: use 3 to 20 digits, spaces, + or -"};
}

std::optional<Problem> id_number_problem(std::string_view text) {
  switch (id_number_fault(text)) {
    case IdNumberFault::kNone:
      return std::nullopt;
    case IdNumberFault::kLength:
      return Problem{"应为 18 位", "must have 18 characters"};
    case IdNumberFault::kCharacter:
      return Problem{"只能是数字，末位可为 X", "must be digits, the last one may be X"};
    case IdNumberFault::kBirthDate:
      return Problem{"其中的出生日期不存在，请逐位核对",
                     "holds a birth date that does not exist, compare it with the card"};
    case IdNumberFault::kCheckDigit:
      return Problem{"校验码不对，请逐位核对", "has a wrong check digit, compare it with the card"};
  }
  return std::nullopt;
}

std::optional<Problem> period_problem(std::string_view text) {
  if (china_time::parse_period(text).ok()) return std::nullopt;
  return Problem{"不是一段日期，请写成 2026-10-01..2026-10-07",
                 "is not a period of days, write it as 2026-10-01..2026-10-07"};
}

std::optional<Problem> text_problem(const schema::Field& field, std::string_view text) {
  const std::string_view allowed = field.format == Format::kNote ? "\n\r\t" : "\t";
  for (std::size_t at = find_control(text, 0); at != text.npos; at = find_control(text, at + 1)) {
    const char c = text[at];
    if (allowed.contains(c)) continue;
    if (c == '\n' || c == '\r') return Problem{"只能写一行", "must be one line"};
    return Problem{"含有不可见字符，请删去", "holds a control character, take it out"};
  }
  if (field.format == Format::kPhone) return phone_problem(text);
  if (field.format == Format::kIdNumber) return id_number_problem(text);
  if (field.format == Format::kPeriod) return period_problem(text);
  return std::nullopt;
}

}  // namespace

Violation::What wire_fault(const schema::Field& field, const Occurrence& value) {
  using What = Violation::What;
  if (value.type != wire_type(field.type)) return What::kBadValue;
  if (field.type == Type::kUint32 && value.value > UINT32_MAX) return What::kBadValue;
  if (field.format == Format::kId && value.payload.size() != Id::kSize) return What::kBadValue;
  if (field.type != Type::kText) return What::kNone;
  if (value.payload.size() > limits::kTextBytes) return What::kTextTooLong;
  return is_utf8(value.payload) ? What::kNone : What::kBadText;
}

std::optional<Problem> value_problem(const schema::Field& field, const Occurrence& value) {
  if (field.format == Format::kDay) {
    if (value.value <= UINT32_MAX && china_time::is_day(static_cast<china_time::Day>(value.value))) return std::nullopt;
    return Problem{"不是日期，请写成 2018-09-16", "is not a day, write it as 2018-09-16"};
  }
  if (field.format == Format::kTime) {
    if (china_time::is_time(static_cast<std::int64_t>(value.value))) return std::nullopt;
    return Problem{"不是时间，请写成 2026-10-12T08:00", "is not a time, write it as 2026-10-12T08:00"};
  }
  switch (field.type) {
    case Type::kUint32:
      return number_problem(field, static_cast<double>(value.value));
    case Type::kInt64:
      return number_problem(field, static_cast<double>(static_cast<std::int64_t>(value.value)));
    case Type::kDouble:
      return number_problem(field, std::bit_cast<double>(value.value));
    case Type::kText:
      return text_problem(field, value.payload);
    default:
      return std::nullopt;
  }
}

Problem describe(Violation::What fault) {
  switch (fault) {
    case Violation::What::kTextTooLong: {
      const std::string limit = std::to_string(limits::kTextBytes);
      return {"超过 " + limit + " 字节，请缩短", "is over " + limit + " bytes, shorten it"};
    }
    case Violation::What::kBadText:
      return {"不是 UTF-8 文字", "is not UTF-8 text"};
    default:
      return {"内容损坏，请重新填写", "is damaged, enter it again"};
  }
}

}  // namespace xinqiao
