#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "wire/batch.h"
#include "wire/receipt.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Receipts that a device shows with the batches they were given for, so that a restored server takes these with the
// verdicts and effective stamps they had.
class ShownReceipts {
 public:
  ShownReceipts() = default;
  explicit ShownReceipts(const google::protobuf::RepeatedPtrField<v1::Receipt>& receipts);

  // One for each change of the batch, nothing where no receipt tells of it; empty when none tells of any. A receipt is
  // of the batch when that holds its last change with the chain value that its MAC covers: those before it are then the
  // same, also in a batch that was given another name since, or is a part of another.
  std::vector<std::optional<wire::ChangeReceipt>> of(const wire::OpenedBatch& batch, BytesView receipt_key) const;

 private:
  std::unordered_map<ChangeId, v1::Receipt> by_last_;
};

}  // namespace xinqiao::server
