#pragma once

#include "domain/concerns.h"
#include "domain/facts.h"
#include "domain/report/report.h"

// The lists that offices, schools and helpers print (docs/reports.md), each of what one device holds. Pure.
namespace xinqiao::domain {

struct Asked {
  Day day = 0;
  china_time::Period period;  // of a register; 0..0: the school year of the day
  Id child;                   // of a report on one child
  Viewer viewer{};
};

// Name, title and what makes it; null: it is made of records themselves (client/facts/contact_cards.h).
struct ReportKind {
  std::string_view name;
  schema::Label title;
  std::vector<Section> (*sections)(const Township&, const Asked&);
  bool of_one_child = false;
};
// Null: there is none of that name.
const ReportKind* find_report(std::string_view name);
std::vector<std::string_view> report_names();

}  // namespace xinqiao::domain
