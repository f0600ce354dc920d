#pragma once

#include <unordered_map>
#include <unordered_set>

#include "auth/rights.h"
#include "base/platform/random.h"
#include "service/push/push_aftermath.h"
#include "service/push/push_plan.h"

namespace xinqiao::server {

struct PushAnswer {
  std::vector<Bytes> receipts;                           // serialized, one for each batch, in order
  std::unordered_map<ChangeId, std::uint64_t> accepted;  // in this very answer, at their organisation seqs
  std::unordered_map<Id, std::uint32_t> records;         // of those, with how many of them
  std::unordered_set<Id> begun;                          // records that are one change of this very push, and no more
  PushAftermath aftermath;
};

// The answer of a plan that does not need the writer.
PushAnswer answer_of(const PushPlan& plan);

// Takes a planned push in the writer's transaction, with all that follows from it; plans again when the chains moved
// meanwhile.
Result<PushAnswer> take_push(Transaction& transaction, std::uint32_t device, PushPlan& plan, std::int64_t now_ms,
                             Random& random);

// Whoever holds this device, as of the transaction.
Result<Author> author_of(Snapshot& snapshot, const Device& device);

// The batches alone, all of one author: also the server's own.
Result<PushAnswer> take_batches(Transaction& transaction, const Identity& identity, const Author& author,
                                PushPlan& plan, std::int64_t now_ms);

}  // namespace xinqiao::server
