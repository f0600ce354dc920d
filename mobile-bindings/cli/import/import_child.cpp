#include "cli/failure.h"
#include "cli/import/import_class.h"
#include "cli/import/import_mapping.h"

namespace xinqiao::cli {
namespace {

constexpr std::int64_t kHouseholdMax = 30;
constexpr std::int64_t kGradeMax = 12;

std::string sex_name(const std::string& written) {
  if (written == "M") return "male";
  if (written == "F") return "female";
  return written;  // the schema's own names; anything else is refused by it
}

void write_person(ImportLine& line, RecordWriter& child) {
  for (const char* name : {"name", "ethnicity", "lives_with", "remark"}) {
    if (const auto value = line.text(name)) child.text(name, *value);
  }
  if (const auto sex = line.text("sex")) child.choice("sex", sex_name(*sex));
  if (const auto birth = line.text("birth_date")) child.day("birth_date", *birth);
  if (const auto address = line.text("address")) child.text("home_address", *address);
}

void write_situation(ImportLine& line, RecordWriter& child) {
  for (const char* name : {"living_arrangement", "risk_level"}) {
    if (const auto value = line.text(name)) child.choice(name, *value);
  }
  if (const auto size = line.whole("household_size", 1, kHouseholdMax)) {
    child.number("household_size", static_cast<std::uint64_t>(*size));
  }
  if (const auto low = line.yes_no("low_income")) child.number("low_income", *low ? 1 : 0);
}

void write_places(ImportLine& line, ImportWorld& world, RecordWriter& child) {
  const auto township_name = line.text("township");
  const auto school = line.text("school");
  const auto village = line.text("village");
  if (school || village) {
    const Id township = township_name ? world.township(*township_name) : world.home();
    if (school) child.id("school", world.organisation("school", *school, township));
    if (village) child.id("village", world.organisation("village", *village, township));
  } else if (township_name) {
    throw Failure("invalid",
                  "只有 township，没有 school 或 village，乡镇无处可记 / "
                  "township needs a school or a village beside it to be kept");
  }
  auto grade = line.whole("grade", 0, kGradeMax);
  if (const auto written = line.text("class")) {
    const ClassLabel label = take_apart(*written);
    if (grade && label.grade && *label.grade != *grade) {
      throw Failure("invalid", "grade 与 class 说的年级不同 / grade and class say different grades");
    }
    if (label.grade) grade = *label.grade;
    if (!label.label.empty()) child.text("class", label.label);
  }
  if (grade) child.number("grade", static_cast<std::uint64_t>(*grade));
}

}  // namespace

std::optional<std::int64_t> entry_time(ImportLine& line) {
  const auto updated = line.time("updated_at");
  const auto created = line.time("created_at");
  return updated ? updated : created;
}

std::vector<ImportRecord> map_child(ImportLine& line, ImportWorld& world) {
  const Id id = line.required_id("id");
  const auto entered_at = entry_time(line);
  RecordWriter child("child");
  write_person(line, child);
  write_situation(line, child);
  write_places(line, world, child);
  if (entered_at) child.time("entered_at", *entered_at);

  std::vector<ImportRecord> records{{"child", id, child.fields(), entered_at}};
  for (ImportRecord& contact : map_contacts(line, world, id, entered_at)) records.push_back(std::move(contact));
  return records;
}

}  // namespace xinqiao::cli
