#pragma once

#include <string>

#include "base/platform/file_system.h"
#include "storage/sqlite/sqlite.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao {

// Copies the unsent batches as they lie, sealed to the server's key. Knows no key and no schema beyond
// the two tables, whose shape never changes. What cannot be read is left out; the rest still goes.
struct RescuedWork {
  v1::Bundle bundle;
  std::uint64_t changes = 0;
};
Result<RescuedWork> collect_unsent(sqlite::Connection& connection);
Result<RescuedWork> collect_unsent(const std::string& database, const char* vfs);
// The same from a copy, which is removed again; for a folder that cannot be written.
Result<RescuedWork> collect_from_copy(const std::string& database, const std::string& copy, FileSystem& files,
                                      const char* vfs);

}  // namespace xinqiao
