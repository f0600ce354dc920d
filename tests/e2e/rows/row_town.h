#pragma once

#include <algorithm>

#include "base/china_time.h"
#include "e2e/world.h"

namespace xinqiao::testing {

using china_time::Day;

// A township in which a row of a scheme is lived: an office, a class teacher, a support teacher, each with a device of
// their own, and a child at school.
struct RowTown {
  World world;
  Device office{world, world.office_code()};
  Device teacher{world, world.invite("class_teacher", "王建国")};
  Device supporter{world, world.invite("helper", "李秀英")};
  Id school = office.add("organisation", {{"name", "中心小学"}, {"kind", "school"}, {"parent", township().uuid()}});

  Id township() { return office.client().identity()->organisation; }
  static Id person(Device& device) { return device.client().identity()->person; }

  Id child(const std::string& name, std::vector<text::Assignment> more = {}) {
    std::vector<text::Assignment> fields{{"name", name},
                                         {"school", school.uuid()},
                                         {"grade", "3"},
                                         {"class", "二班"},
                                         {"entered_at", "2026-09-01T08:00"}};
    std::ranges::move(more, std::back_inserter(fields));
    return office.add("child", fields);
  }
  void pair(const Id& child, Device& helper, const std::string& role, const std::string& from = "2026-09-01") {
    office.add("pairing", {{"child", child.uuid()}, {"helper", person(helper).uuid()}, {"role", role}, {"from", from}});
  }
  void sync() {
    for (int round = 0; round < 2; ++round) {
      for (auto* device : {&office, &teacher, &supporter}) device->sync();
    }
  }

  // The lines of a rule about a child (nil: about none), as this device lists them on that day.
  static std::vector<domain::DueLine> due(Device& device, std::string_view rule, const Id& child, Day day) {
    auto due = device.client().due(day);
    EXPECT_TRUE(due.ok()) << due.error().message;
    std::erase_if(due->lines, [&](const domain::DueLine& line) { return line.rule != rule || line.child != child; });
    return std::move(due->lines);
  }
  // "2026-10-15 王建国 overdue 3"; several lines in order of their names.
  std::string list(Device& device, std::string_view rule, const Id& child, Day day) {
    std::vector<std::string> lines;
    for (const auto& line : due(device, rule, child, day)) {
      lines.push_back(china_time::format_day(line.due) + " " + name_of(device, line.who) + " " + words(line));
    }
    std::ranges::sort(lines);
    std::string out;
    for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
    return out;
  }

  // The rows of a report's section as this device has it on that day, cells by spaces: "韦小燕 健康"; by the columns
  // named, or all.
  static std::string report(Device& device, std::string_view name, std::string_view section, Day day,
                            const std::vector<std::string_view>& columns = {}, const Id& child = {}) {
    const auto report = device.client().report(name, {.day = day, .period = {}, .child = child});
    EXPECT_TRUE(report.ok());
    if (!report.ok()) return "";
    const auto found = std::ranges::find(report->sections, section, &domain::Section::key);
    EXPECT_NE(found, report->sections.end()) << section;
    std::string out;
    for (const auto& row : found->rows) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool asked = columns.empty() || std::ranges::find(columns, found->columns[i].key) != columns.end();
        if (asked) line += (line.empty() ? "" : " ") + domain::shown(row[i]);
      }
      out += (out.empty() ? "" : "; ") + line;
    }
    return out;
  }

  static std::string name_of(Device& device, const Id& person) {
    if (person.is_nil()) return "nobody";
    const std::string quoted = device.value(person, "name");
    return quoted.substr(1, quoted.size() - 2);
  }

 private:
  static std::string words(const domain::DueLine& line) {
    switch (line.state) {
      case domain::DueState::kDone:
        return "done";
      case domain::DueState::kUpcoming:
        return "upcoming";
      case domain::DueState::kDueToday:
        return "due today";
      case domain::DueState::kOverdue:
        return "overdue " + std::to_string(line.overdue_days);
    }
    return "";
  }
};

}  // namespace xinqiao::testing
