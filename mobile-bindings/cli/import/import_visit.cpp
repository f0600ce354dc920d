#include <array>
#include <utility>

#include "cli/failure.h"
#include "cli/import/import_mapping.h"

namespace xinqiao::cli {
namespace {

constexpr std::int64_t kMinutesMax = 24 * 60;
constexpr std::int64_t kMsPerMinute = 60 * 1000;

// Texts by another name in the file.
constexpr std::array kTexts{
    std::pair{"place", "place"},     std::pair{"living_note", "living"}, std::pair{"learning_note", "learning"},
    std::pair{"psych_note", "mind"}, std::pair{"health_note", "health"}, std::pair{"companion", "with_names"}};

void write_time(ImportLine& line, RecordWriter& visit) {
  const auto started = line.time("time");
  const auto minutes = line.whole("duration_min", 0, kMinutesMax);
  if (started) visit.time("started", *started);
  if (started && minutes) visit.time("ended", *started + *minutes * kMsPerMinute);
  if (minutes) visit.number("duration_min", static_cast<std::uint64_t>(*minutes));
}

void write_location(ImportLine& line, RecordWriter& visit) {
  const schema::Message& parts = *visit.field("location").message;
  Bytes location;
  for (const auto& [name, part] : {std::pair{"lat", "lat"}, {"lon", "lon"}, {"gps_acc_m", "accuracy_m"}}) {
    if (const auto value = line.real(name)) write_double(location, parts.find(std::string_view(part))->number, *value);
  }
  if (!location.empty()) visit.message("location", location);
}

// A visitor who is not enrolled is kept as the text of the id: nothing is lost, and nobody else is named.
void write_visitor(ImportLine& line, ImportWorld& world, RecordWriter& visit) {
  const auto visitor = line.text("visitor_id");
  if (!visitor) return;
  const auto id = Id::parse(*visitor);
  if (id.ok() && world.knows("person", *id)) {
    visit.id("by", *id);
  } else {
    visit.text("by_name", *visitor);
  }
}

}  // namespace

ImportRecord map_visit(ImportLine& line, ImportWorld& world) {
  const Id id = line.required_id("id");
  const Id child = line.required_id("child_id");
  if (!world.knows("child", child)) {
    throw Failure("not_found",
                  "child_id：这台设备上没有这个儿童，请先导入儿童 / "
                  "child_id: this device does not hold the child; import the children first");
  }
  RecordWriter visit("visit");
  visit.id("child", child);
  if (const auto kind = line.text("kind")) visit.choice("kind", *kind);
  write_visitor(line, world, visit);
  write_time(line, visit);
  for (const auto& [from, to] : kTexts) {
    if (const auto value = line.text(from)) visit.text(to, *value);
  }
  write_location(line, visit);
  for (const std::string& need : line.texts("needs")) visit.text("needs", need);
  if (const auto next = line.text("follow_up_date")) visit.day("next_date", *next);
  if (const auto mood = line.whole("mood_score", 1, 5)) visit.number("mood", static_cast<std::uint64_t>(*mood));
  const auto entered_at = entry_time(line);
  if (entered_at) visit.time("entered_at", *entered_at);
  return {"visit", id, visit.fields(), entered_at};
}

}  // namespace xinqiao::cli
