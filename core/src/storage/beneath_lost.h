#pragma once

#include <cstdint>
#include <vector>

#include "merge/change.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao {

// Which own changes lay beneath heads that a restored server had lost: they come back by themselves, and what had
// overwritten them may never. Kept whatever becomes of the list of lost values. Thread rule: the connection's.
class BeneathLost {
 public:
  explicit BeneathLost(sqlite::Connection& connection) : connection_(connection) {}

  // All `heads` together had overwritten each of `own`; which of them which, nobody here knows.
  struct Entry {
    std::int64_t no = 0;
    std::uint32_t group = 0;
    std::vector<ChangeId> heads;
    std::vector<ChangeId> own;  // ascending
  };
  Status add(const Id& record, const Entry& entry);
  Result<std::vector<Entry>> of(const Id& record);
  Result<bool> is_empty();
  Status erase(std::int64_t no);

 private:
  sqlite::Connection& connection_;
};

}  // namespace xinqiao
