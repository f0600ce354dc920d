#pragma once

#include <vector>

#include "base/id.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::wire {

// The receipt's MAC by the organisation's receipt key, over everything else in it and the whole chain value after its
// last change: `last` alone is short enough for an author to find two batches that end alike.
Bytes receipt_mac(const v1::Receipt& receipt, BytesView chain, BytesView receipt_key);
bool check_receipt(const v1::Receipt& receipt, BytesView chain, BytesView receipt_key);

// A receipt spelled out for one change of its batch.
struct ChangeReceipt {
  v1::Verdict verdict = v1::VERDICT_ACCEPTED;
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::uint32_t field = 0;
  std::string why;              // the office's words
  std::uint64_t seq = 0;        // organisation seq
  std::uint64_t effective = 0;  // 0: as written
};
// One for each of the batch's changes. `transactions[i]`: change i begins a transaction.
std::vector<ChangeReceipt> spell_out(const v1::Receipt& receipt, const std::vector<bool>& begins_transaction);

}  // namespace xinqiao::wire
