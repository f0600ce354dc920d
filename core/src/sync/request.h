#pragma once

#include <optional>
#include <vector>

#include "storage/local_store.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::sync {

// What one request carries.
struct Sent {
  std::vector<OwnLog::Outgoing> batches;
  std::vector<Id> records;       // asked for by name
  std::vector<ChangeId> lost;    // are they back?
  std::vector<ChangeId> beside;  // stand in their places or in clashes: were they overwritten?
  std::vector<GroupPlace> beside_in;
  std::optional<std::uint64_t> asked_at;  // behind which clash the next sync goes on, when some were chosen
  // Of the only batch, when that is larger than a page: from where the server wants it, and what goes (less its bytes).
  v1::FragmentNeed need;
  v1::Fragment piece;
  bool pushes_only = false;  // more is to be sent first
};

// It creates a record knowing of nothing, and nothing else. Of the last request of a push the values of such changes
// are kept, since nothing is done beside it; of the others memory counts more.
bool creates(const v1::Change& change);

// A v1::SyncRequest. In short form where the server is known to have what the batches refer to; with the receipts of
// those that a restored server is to have again, and where the last pull ended. Of `sent.batches` what a receipt speaks
// of is left. `under_way`: what is sent already, and accepted by the time this request leaves.
Result<Bytes> build_request(LocalStore& store, const v1::SyncState& state, const v1::WriterState& writer, Sent& sent,
                            std::uint32_t max_bytes, bool full_form, const std::vector<v1::HeldRun>& under_way = {});

}  // namespace xinqiao::sync
