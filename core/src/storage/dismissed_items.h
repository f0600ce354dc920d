#pragma once

#include "base/id.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao {

// What was listed for this device's person, by its id, and they said they have done with. Thread rule: the
// connection's.
class DismissedItems {
 public:
  explicit DismissedItems(sqlite::Connection& connection) : connection_(connection) {}

  Status add(const Id& item);
  Result<bool> contains(const Id& item);

 private:
  sqlite::Connection& connection_;
};

}  // namespace xinqiao
