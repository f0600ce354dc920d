#pragma once

#include <string>
#include <vector>

#include "cli/core.h"

// One function a command; the files are named after the groups. Each throws a Failure and prints its result
// on stdout.
namespace xinqiao::cli {

// edit_commands.cpp
void add(Core& core, const std::string& kind, const std::vector<std::string>& assignments);
// `form`: the file of a form that was opened before; empty: opened now.
void open(Core& core, const std::string& id, const std::string& form = {});
void set(Core& core, const std::string& id, const std::vector<std::string>& assignments, const std::string& form = {});
void unset(Core& core, const std::string& id, const std::vector<std::string>& fields, const std::string& form = {});
void remove(Core& core, const std::string& id, const std::string& form = {});

// edit/together.cpp; `file`: empty or "-" for standard input.
void together(Core& core, const std::string& file);

// read_commands.cpp
void list(Core& core, const std::string& kind, bool json);
void show(Core& core, const std::string& id, bool json);
void history(Core& core, const std::string& id, bool json);

// server_commands.cpp
void enroll(Core& core, const std::string& code);
void sync(Core& core, bool json);

// state_commands.cpp
void status(Core& core, bool json);
void digest(Core& core);
void rescue(const std::string& folder, const std::string& file);

// clash_commands.cpp; `how` is keep, take N, or value TEXT.
void clashes(Core& core, bool json);
void resolve(Core& core, const std::string& clash, const std::vector<std::string>& how);

// attention_commands.cpp
void attention(Core& core, bool json);
void accept(Core& core, const std::string& id);
void send_back(Core& core, const std::string& id, const std::string& why);
void put_back(Core& core, const std::string& record);
void let_go(Core& core, const std::string& record);
void release(Core& core, const std::string& id);

// domain/assess_command.cpp; `school_year`: by the autumn it begins in.
void assess(Core& core, std::uint32_t school_year, bool json);

// domain/due_commands.cpp; `day`, `person`: empty for today and for everybody.
void due(Core& core, const std::string& day, const std::string& person, bool json);
void schedule(Core& core, bool json);

// domain/festival_command.cpp; `year` of New Year's Day, 0 for the season of the day or the next.
void festival(Core& core, std::uint32_t year, const std::string& day, bool json);

// domain/search_command.cpp
void search(Core& core, const std::vector<std::string>& words, bool json);

// domain/report_command.cpp; what is empty is not said: no format is a table for a terminal.
struct ReportArguments {
  std::string name;
  std::string format;  // json, csv or html
  std::string day;
  std::string from;
  std::string to;
  std::string child;
};
void report(Core& core, const ReportArguments& arguments);

// import_command.cpp; `what` is "children" or "visits".
void import_file(Core& core, const std::string& what, const std::string& file);

// What the arguments name; wrong_usage when there is no such thing.
const schema::Kind& kind_argument(const std::string& name);
Id id_argument(const std::string& uuid);
std::string text_argument(std::string text);

}  // namespace xinqiao::cli
