#include "base/china_time.h"
#include "base/platform/clock.h"
#include "cli/import/import_mapping.h"

namespace xinqiao::cli {
namespace {

constexpr std::int64_t kAgeMax = 120;
constexpr std::int64_t kYearMin = 1900;
constexpr std::int64_t kYearMax = 2100;
constexpr std::uint32_t kDaysOfYear = 10000;  // days are written YYYYMMDD

std::uint64_t birth_year(std::int64_t age, std::optional<std::int64_t> counted_at) {
  const std::int64_t at = counted_at ? *counted_at : SystemClock().wall_ms();
  return china_time::day_of(at) / kDaysOfYear - static_cast<std::uint64_t>(age);
}

void write_field(ImportLine& line, const std::string& name, const schema::Field& field, RecordWriter& contact) {
  using schema::Format;
  if (field.type == schema::Type::kText) {
    if (const auto value = line.text(name)) contact.text(field.name, *value);
  } else if (field.format == Format::kDay) {
    if (const auto value = line.text(name)) contact.day(field.name, *value);
  } else if (field.name == "birth_year") {
    if (const auto year = line.whole(name, kYearMin, kYearMax))
      contact.number(field.name, static_cast<std::uint64_t>(*year));
  } else if (field.type == schema::Type::kBool) {
    if (const auto value = line.yes_no(name)) contact.number(field.name, *value ? 1 : 0);
  }
}

}  // namespace

std::vector<ImportRecord> map_contacts(ImportLine& line, ImportWorld& world, const Id& child,
                                       std::optional<std::int64_t> entered_at) {
  std::vector<ImportRecord> records;
  for (const char* relation : {"father", "mother", "guardian"}) {
    const std::string prefix = std::string(relation) + "_";
    RecordWriter contact("contact");
    for (const auto& field : schema::find_kind("contact")->message->fields) {
      write_field(line, prefix + std::string(field.name), field, contact);
    }
    if (const auto kinship = line.text(prefix + "relation")) contact.text("kinship", *kinship);
    const auto age = line.whole(prefix + "age", 0, kAgeMax);
    const bool year_given = contact.fields().contains(contact.field("birth_year").number);
    if (age && !year_given) contact.number("birth_year", birth_year(*age, entered_at));
    if (contact.empty()) continue;
    contact.id("child", child);
    contact.choice("relation", relation);
    if (entered_at) contact.time("entered_at", *entered_at);
    records.push_back({"contact", world.contact(child, relation), contact.fields(), entered_at});
  }
  return records;
}

}  // namespace xinqiao::cli
