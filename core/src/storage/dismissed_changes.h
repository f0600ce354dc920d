#pragma once

#include "base/id.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao {

// What this device's person wrote elsewhere, was listed here and they said they have done with; what comes to wait
// behind it later is listed all the same. Thread rule: the connection's.
class DismissedChanges {
 public:
  explicit DismissedChanges(sqlite::Connection& connection) : connection_(connection) {}

  Status add(ChangeId change);
  Result<bool> contains(ChangeId change);

 private:
  sqlite::Connection& connection_;
};

}  // namespace xinqiao
