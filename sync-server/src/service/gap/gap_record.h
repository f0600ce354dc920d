#pragma once

#include "base/platform/random.h"
#include "store/store.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server {

// What offices are told of one gap.
struct ToldGap {
  ChangeId change = 0;  // the last that is missing
  v1::GapState state = v1::GAP_STATE_WAITING;
  std::uint64_t from = 0;  // the missing seqs; 0: as told before
  std::uint64_t to = 0;
  std::uint64_t waiting = 0;
  std::int64_t since_ms = 0;
};

// Writes the records, as the server's own. Of gaps that were filled, only those that were told before.
Status tell_gaps(Transaction& transaction, const Identity& identity, const Device& device,
                 const std::vector<ToldGap>& gaps, std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
