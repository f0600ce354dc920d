#include "service/refill/shown_receipts.h"

#include "base/limits.h"

namespace xinqiao::server {

ShownReceipts::ShownReceipts(const google::protobuf::RepeatedPtrField<v1::Receipt>& receipts) {
  for (const v1::Receipt& receipt : receipts) {
    const bool whole = receipt.outcome() == v1::OUTCOME_TAKEN && receipt.first_seq() > 0 && receipt.count() > 0 &&
                       receipt.count() <= limits::kBatchChanges + limits::kTransactionChanges;
    if (whole) by_last_[receipt.last()] = receipt;
  }
}

std::vector<std::optional<wire::ChangeReceipt>> ShownReceipts::of(const wire::OpenedBatch& batch,
                                                                  BytesView receipt_key) const {
  std::vector<std::optional<wire::ChangeReceipt>> out;
  if (by_last_.empty()) return out;
  for (std::size_t at = 0; at < batch.changes.size(); ++at) {
    const auto found = by_last_.find(batch.changes[at].id);
    if (found == by_last_.end()) continue;
    const v1::Receipt& receipt = found->second;
    if (receipt.first_seq() + receipt.count() - 1 != batch.first_seq + at) continue;
    if (!wire::check_receipt(receipt, batch.chain[at], receipt_key)) continue;
    const auto told = wire::spell_out(receipt, std::vector<bool>(receipt.count()));
    out.resize(batch.changes.size());
    for (std::size_t back = 0; back < told.size() && back <= at; ++back) {
      out[at - back] = told[told.size() - 1 - back];
    }
  }
  return out;
}

}  // namespace xinqiao::server
