#include "service/pull/amended.h"

#include "model/fields.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kAtOnce = 512;

// From the device's amended batches on, so many that not all of them are of one organisation seq, or all there are.
Result<std::vector<StoredBatch>> read_amended(Snapshot& snapshot, std::uint32_t device, std::uint64_t after,
                                              bool& more) {
  for (std::size_t limit = kAtOnce;; limit *= 4) {
    XQ_ASSIGN(auto batches, snapshot.amended(device, after, limit));
    more = batches.size() == limit;
    if (!more || batches.front().amended_seq != batches.back().amended_seq) return batches;
  }
}

}  // namespace

Result<AmendedReceipts> amended_receipts(Snapshot& snapshot, std::uint32_t device, std::uint64_t after,
                                         std::size_t max_bytes) {
  AmendedReceipts out;
  bool more = false;
  XQ_ASSIGN(const auto batches, read_amended(snapshot, device, after, more));
  out.upto = after;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const std::uint64_t seq = batches[i].amended_seq;
    if (out.bytes.size() >= max_bytes && seq != out.upto) return out;
    // The last seq of a full read may go on.
    if (more && seq == batches.back().amended_seq) return out;
    write_bytes(out.bytes, v1::SyncResponse::kAmendedFieldNumber, batches[i].receipt);
    out.upto = seq;
  }
  XQ_ASSIGN(out.upto, snapshot.last_seq());
  out.all = true;
  return out;
}

}  // namespace xinqiao::server
