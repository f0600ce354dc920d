#pragma once

#include <map>
#include <string>

#include "cli/core.h"

namespace xinqiao::cli {

// What a record is called: the text of its kind's title field, or empty.
std::string title_of(const Record& record);

// "2026-10-12 08:00", as people write it; exact times are for --json.
std::string time_for_people(std::int64_t ms);

// Names of the records that others point to, each asked for once. Thread rule: one thread at a time.
class Names {
 public:
  explicit Names(Core& core) : core_(core) {}

  // The name, or the id itself when this device does not hold the record; "" for none.
  std::string of(const Id& id);
  // A field's value for people, with names in the place of ids.
  std::string value(const schema::Field& field, BytesView bytes);

 private:
  Core& core_;
  std::map<Id, std::string> names_;
};

}  // namespace xinqiao::cli
