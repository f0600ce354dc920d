#pragma once

#include "base/platform/random.h"
#include "model/fields.h"
#include "store/store.h"

namespace xinqiao::server {

// A record the server writes itself: created, or its fields set when it is there.
struct OwnRecord {
  Id id;
  std::uint32_t kind = 0;
  Fields fields;
};

// Appends the records as one transaction of the server's own incarnation: chained, signed, in the same
// log as everybody's. Its author is the township's record. At most limits::kTransactionChanges.
Status append_own(Transaction& transaction, const Identity& identity, const std::vector<OwnRecord>& records,
                  std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
