#pragma once

#include <string>

#include "storage/sqlite.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao {

// Copies the unsent batches as they lie, sealed to the server's key. Knows no key and no schema beyond
// the two tables, whose shape never changes. What cannot be read is left out; the rest still goes.
struct RescuedWork {
  v1::Bundle bundle;
  std::uint64_t changes = 0;
};
Result<RescuedWork> collect_unsent(sqlite::Connection& connection);

}  // namespace xinqiao
