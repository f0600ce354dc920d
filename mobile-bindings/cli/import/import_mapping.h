#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "cli/import/import_line.h"
#include "cli/record_writer.h"
#include "model/fields.h"

namespace xinqiao::cli {

// What a mapping has to know of the device that imports.
class ImportWorld {
 public:
  virtual ~ImportWorld() = default;
  virtual Id township(const std::string& name) = 0;
  virtual Id home() = 0;  // the township of the device
  virtual Id organisation(std::string_view kind, const std::string& name, const Id& township) = 0;
  // `relation` as the schema names it.
  virtual Id contact(const Id& child, std::string_view relation) = 0;
  virtual bool knows(std::string_view kind, const Id& id) = 0;
};

// A record as the file has it. `entered_at` decides between two versions of one record.
struct ImportRecord {
  std::string kind;
  Id id;
  Fields fields;
  std::optional<std::int64_t> entered_at;
};

// import_child.cpp: the child first, then its contacts.
std::vector<ImportRecord> map_child(ImportLine& line, ImportWorld& world);
// import_contacts.cpp
std::vector<ImportRecord> map_contacts(ImportLine& line, ImportWorld& world, const Id& child,
                                       std::optional<std::int64_t> entered_at);
// import_visit.cpp
ImportRecord map_visit(ImportLine& line, ImportWorld& world);
// import_extra.cpp: what is left and is a field of the kind by its schema name is taken as such.
// Answers with the names that nobody knows.
std::vector<std::string> take_extra(const ImportLine& line, ImportRecord& record);

// When the entry was made: updated_at, else created_at.
std::optional<std::int64_t> entry_time(ImportLine& line);

}  // namespace xinqiao::cli
