#pragma once

#include <vector>

#include "base/id.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao {

// Records to be asked for by name: what base holds of them is less than what the server has. Thread rule: the
// connection's.
class WantedRecords {
 public:
  explicit WantedRecords(sqlite::Connection& connection) : connection_(connection) {}

  Status add(const Id& record);
  Result<std::vector<Id>> first(std::uint32_t limit);
  // The server has said what it has of these.
  Status remove(const std::vector<Id>& records);

 private:
  sqlite::Connection& connection_;
};

}  // namespace xinqiao
