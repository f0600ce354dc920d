#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/china_time.h"
#include "base/id.h"
#include "model/schema.h"

// A list to print: sections of rows, each cell typed, so that one report is JSON for programs, CSV for a spreadsheet
// and a page on paper alike. Pure.
namespace xinqiao::domain {

struct DayCell {
  china_time::Day day = 0;  // 0: none
};
// A record by its name; JSON has both.
struct NamedCell {
  Id id;  // nil: nobody
  std::string name;
};
// A value of an enum: its name for programs, its label for people.
struct WordCell {
  std::string name;
  std::string label;
};
using Cell = std::variant<std::monostate, std::string, std::int64_t, bool, DayCell, NamedCell, WordCell>;

struct Column {
  std::string_view key;
  schema::Label label;
};

struct Section {
  std::string key;
  schema::Label label;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows{};
  std::string heading{};  // in place of the label, when not empty
};

// What stands over a section.
inline std::string heading_of(const Section& section) {
  return section.heading.empty() ? std::string(section.label.zh) : section.heading;
}

struct Report {
  std::string_view name;
  schema::Label title;
  china_time::Day day = 0;  // as of which
  std::string scope;        // whose it is, in words
  // How far the device's copy goes.
  bool complete = false;
  std::int64_t last_sync_ms = 0;  // 0: never
  std::uint64_t unsent = 0;       // changes
  bool page_each = false;         // of a section
  std::vector<Section> sections{};
};

// As people read a cell.
std::string shown(const Cell& cell);

// One object on one line: the head, and `sections` by key, each a list of objects by column.
std::string report_json(const Report& report);
// RFC 4180 in UTF-8 with a byte order mark, so that a spreadsheet reads it. No cell is a formula.
std::string report_csv(const Report& report);
// A page for A4, by itself: no script, nothing from elsewhere.
std::string report_html(const Report& report);

}  // namespace xinqiao::domain
