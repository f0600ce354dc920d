#pragma once

#include <set>

#include "auth/rights.h"
#include "service/push/past_changes.h"
#include "service/push/push_plan.h"
#include "service/push/working_set.h"

namespace xinqiao::server {

// Takes fresh batches one after another in the writer's transaction: verdicts, organisation seqs,
// effective stamps, merges, receipts; all written by finish(). Lifetime: one transaction.
class PushApply {
 public:
  PushApply(Transaction& transaction, const Identity& identity, Author author, std::int64_t now_ms)
      : transaction_(transaction),
        identity_(identity),
        author_(std::move(author)),
        now_ms_(now_ms),
        past_(transaction, identity) {}

  // Loads what the batches touch. Once, first.
  Status load(const std::vector<PlannedBatch*>& batches);
  // Answers with the serialized receipt.
  Result<Bytes> take(PlannedBatch& batch);
  Status finish();

 private:
  Status take_transaction(const PlannedBatch& batch, std::size_t first, std::size_t count,
                          std::vector<LoggedChange>& rows);
  Status merge_change(const Change& change, Stamp effective, std::uint64_t seq);
  Status tell_people();
  Result<std::int64_t> number_of(const Incarnation& incarnation);

  Transaction& transaction_;
  const Identity& identity_;
  const Author author_;
  const std::int64_t now_ms_;
  WorkingSet set_;
  WriteSet writes_;
  std::map<Id, Incarnation> tips_;
  PastChanges past_;
  std::set<std::pair<Id, std::uint32_t>> to_tell_;  // groups in a clash
};

}  // namespace xinqiao::server
