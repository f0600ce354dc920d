#pragma once

#include "service/pull/pull_cursor.h"

namespace xinqiao::server {

// Receipts of a device's batches whose verdicts changed, in order of the organisation seq at which they did.
struct AmendedReceipts {
  Bytes bytes;             // encoded as fields of SyncResponse
  std::uint64_t upto = 0;  // all up to this organisation seq
  bool all = false;        // nothing is left
};

// Those beyond `after`, until they hold `max_bytes`; those of one organisation seq always together.
Result<AmendedReceipts> amended_receipts(Snapshot& snapshot, std::uint32_t device, std::uint64_t after,
                                         std::size_t max_bytes);

}  // namespace xinqiao::server
