#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "model/validate/validate.h"
#include "service/refill/shown_receipts.h"
#include "store/store.h"
#include "wire/batch.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// A batch as understood before the writer's turn (docs/protocol.md section 6).
struct PlannedBatch {
  Bytes bytes;                         // verbatim
  bool fresh = false;                  // has changes that are not here yet: the writer judges it
  v1::Receipt receipt;                 // of one that is not fresh: the answer, unless it was answered before:
  Bytes stored_receipt;                // then the answer given then, byte for byte
  std::optional<std::size_t> repeats;  // the batch before in this request that this one is again
  Incarnation incarnation;             // as assumed; `no` 0: new
  std::optional<Jump> fills;           // what it begins to fill; else it goes on at the tip
  wire::OpenedBatch opened;            // of a fresh or repeated one
  Bytes before;                        // of the same: the chain value before its first change
  std::vector<Violation> violations;   // of a fresh one, for each change that creates
  // Of a fresh one, for each change what a receipt shown says; empty when none does.
  std::vector<std::optional<wire::ChangeReceipt>> shown;
  std::vector<ChangeId> lifted;  // of one that is not fresh: not accepted here, and accepted by a receipt shown
};

// What proves a batch: a device signs what it sends itself; what was rescued it has proven in another way.
enum class Came { kPushed, kRescued };

struct PushPlan {
  Came came = Came::kPushed;
  std::vector<PlannedBatch> batches;
  // Where the chains stood. The plan holds as long as they stand there; `no` 0: the incarnation was not known.
  std::map<Id, Incarnation> assumed;
  bool needs_writer = false;
  ShownReceipts shown;
};

// The largest batch: one transaction that begins in a batch about to be closed.
inline constexpr std::size_t kBatchBytesMax = 1024 * 1024;
inline constexpr std::size_t kBatchesPerRequest = 1024;
// One device; each new one continues a fork.
inline constexpr std::uint32_t kIncarnationsPerDevice = 256;

// Reads, chains and verifies a request's batches as of the snapshot. Changes nothing. While the server is recovering,
// what is new of others than offices is answered LATER when no receipt tells of it.
Result<PushPlan> plan_push(Snapshot& snapshot, const Identity& identity, const Device& device,
                           std::vector<Bytes> batches, Came came, ShownReceipts shown = {});
// What it was made of, to be planned anew.
std::vector<Bytes> bytes_of(PushPlan& plan);
// The chains stand where the plan assumed them.
Result<bool> still_holds(Snapshot& snapshot, const PushPlan& plan);

}  // namespace xinqiao::server
