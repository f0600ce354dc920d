#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "auth/rights.h"
#include "base/platform/random.h"
#include "service/push/push_aftermath.h"
#include "service/push/push_plan.h"

namespace xinqiao::server {

// Accepted changes of a device that need not be told to it.
struct OwnAccepted {
  std::unordered_map<ChangeId, std::uint64_t> changes;  // at their organisation seqs
  std::unordered_set<Id> records;                       // of those
  std::unordered_set<Id> begun;                         // records that are one change of this very push, and no more

  void add(ChangeId id, const Id& record, std::uint64_t organisation_seq) {
    changes[id] = organisation_seq;
    records.insert(record);
  }
};

struct PushAnswer {
  std::vector<Bytes> receipts;  // serialized, one for each batch, in order
  OwnAccepted accepted;         // in this very answer
  PushAftermath aftermath;
  std::shared_ptr<void> spent;  // what taking it worked on: so much that others than the writer free it
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
