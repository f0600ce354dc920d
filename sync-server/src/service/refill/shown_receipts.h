#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "wire/batch.h"
#include "wire/receipt.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Receipts that a device shows with the batches they were given for, so that a restored server takes these with the
// verdicts and effective stamps they had. Those with a wrong MAC are left out.
class ShownReceipts {
 public:
  ShownReceipts() = default;
  ShownReceipts(const google::protobuf::RepeatedPtrField<v1::Receipt>& receipts, BytesView receipt_key);

  // One for each change of the batch, nothing where no receipt tells of it; empty when none tells of any. A receipt is
  // of the batch when that holds its last change: the chain then proves those before it, also in a batch that was
  // given another name since, or is a part of another.
  std::vector<std::optional<wire::ChangeReceipt>> of(const wire::OpenedBatch& batch) const;

 private:
  std::unordered_map<ChangeId, v1::Receipt> by_last_;
};

}  // namespace xinqiao::server
