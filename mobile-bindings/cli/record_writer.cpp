#include "cli/record_writer.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/china_time.h"
#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

const schema::Kind& kind_named(std::string_view name) {
  const schema::Kind* kind = schema::find_kind(name);
  XQ_CHECK(kind != nullptr);
  return *kind;
}

std::string names_of(const schema::Enum& enumeration) {
  std::string names;
  for (const auto& value : enumeration.values) {
    if (!names.empty()) names += ", ";
    names += value.name;
  }
  return names;
}

}  // namespace

RecordWriter::RecordWriter(std::string_view kind) : kind_(kind_named(kind)) {}

const schema::Field& RecordWriter::field(std::string_view name) const {
  const schema::Field* field = kind_.message->find(name);
  XQ_CHECK(field != nullptr);
  return *field;
}

void RecordWriter::text(std::string_view name, std::string_view value) {
  const auto& at = field(name);
  write_bytes(fields_[at.number], at.number, value);
}

void RecordWriter::number(std::string_view name, std::uint64_t value) {
  const auto& at = field(name);
  write_varint(fields_[at.number], at.number, value);
}

void RecordWriter::choice(std::string_view name, std::string_view value) {
  const auto& at = field(name);
  const schema::EnumValue* chosen = at.enumeration->find(value);
  if (chosen == nullptr) {
    throw Failure("invalid", fmt::format("{} 不能是 '{}'，可以是 {} / {} cannot be '{}'; it is one of {}", at.label.zh,
                                         value, names_of(*at.enumeration), name, value, names_of(*at.enumeration)));
  }
  number(name, static_cast<std::uint64_t>(chosen->number));
}

void RecordWriter::day(std::string_view name, std::string_view value) {
  const auto parsed = china_time::parse_day(value);
  if (!parsed.ok()) {
    throw Failure("invalid",
                  fmt::format("{} '{}' 不是日期，请写成 2018-09-16 / {} '{}' is no day; write it as 2018-09-16",
                              field(name).label.zh, value, name, value));
  }
  number(name, *parsed);
}

void RecordWriter::add(const Fields& more) {
  for (const auto& [number, bytes] : more) fields_[number] = bytes;
}

}  // namespace xinqiao::cli
