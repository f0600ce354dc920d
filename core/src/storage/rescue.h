#pragma once

#include <string>

#include "base/platform/file_system.h"
#include "storage/sqlite/sqlite.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao {

// Of what the server has answered for, so much goes into one file, the newest first; the rest always goes.
inline constexpr std::uint64_t kRescuedAnsweredBytes = 256UL * 1024 * 1024;

// Every batch that is kept, as it lies, sealed to the server's key: also what the server has answered for, since a
// restored one may lack it. Knows no key and no schema beyond three tables, whose shape never changes, and needs no
// index. What cannot be read is counted; the rest still goes.
struct RescuedWork {
  v1::Bundle bundle;
  std::uint64_t changes = 0;   // in whole batches
  std::uint64_t unsent = 0;    // of these, those without an answer
  std::uint64_t missing = 0;   // of batches that could not be read whole
  std::uint64_t left_out = 0;  // answered for, and beyond the limit
};
Result<RescuedWork> collect_work(sqlite::Connection& connection, std::uint64_t answered_bytes = kRescuedAnsweredBytes);
Result<RescuedWork> collect_work(const std::string& database, const char* vfs);
// The same from a copy, which is removed again; for a folder that cannot be written.
Result<RescuedWork> collect_from_copy(const std::string& database, const std::string& copy, FileSystem& files,
                                      const char* vfs);

}  // namespace xinqiao
