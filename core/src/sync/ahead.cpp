#include "sync/ahead.h"

#include <algorithm>

namespace xinqiao::sync {
namespace {

bool is_accepted(const OwnLog::Outgoing& sent, const v1::Receipt& receipt) {
  return receipt.outcome() == v1::OUTCOME_TAKEN && receipt.verdicts().empty() &&
         receipt.incarnation() == sent.batch.incarnation() && receipt.first_seq() == sent.batch.first_seq() &&
         receipt.count() == sent.seqs.size() && receipt.last() == sent.ids.back();
}

}  // namespace

bool can_be_followed(const Sent& under_way) {
  const auto& batches = under_way.batches;
  if (!under_way.pushes_only || !under_way.piece.hash().empty()) return false;
  if (std::ranges::any_of(batches, [](const auto& batch) { return batch.receipt.has_value(); })) return false;
  return std::ranges::adjacent_find(batches, [](const auto& one, const auto& next) {
           return one.batch.incarnation() != next.batch.incarnation() || one.seqs.back() + 1 != next.seqs.front();
         }) == batches.end();
}

bool is_as_foreseen(const Sent& under_way, const v1::SyncResponse& response) {
  const bool says_more = response.has_epoch() || response.revoked() || response.recovering() ||
                         response.amended_size() > 0 || response.fragments_size() > 0;
  if (says_more || response.receipts_size() != static_cast<int>(under_way.batches.size())) return false;
  return std::ranges::equal(under_way.batches, response.receipts(), is_accepted);
}

v1::HeldRun run_of(const Sent& under_way) {
  v1::HeldRun run;
  run.set_first(under_way.batches.front().seqs.front());
  run.set_last(under_way.batches.back().seqs.back());
  run.set_id(under_way.batches.back().ids.back());
  return run;
}

}  // namespace xinqiao::sync
