#include "service/push/push_receipt.h"

#include <algorithm>

#include "wire/receipt.h"

namespace xinqiao::server {

v1::Receipt decided_receipt(const v1::Batch& batch, v1::Outcome outcome, v1::Reason code, std::uint64_t from) {
  v1::Receipt receipt;
  receipt.set_incarnation(batch.incarnation());
  receipt.set_first_seq(batch.first_seq());
  receipt.set_count(static_cast<std::uint32_t>(batch.changes_size()));
  receipt.set_outcome(outcome);
  receipt.set_code(code);
  receipt.set_from(from);
  return receipt;
}

v1::Receipt taken_receipt(const wire::OpenedBatch& batch, std::span<const LoggedChange> rows, BytesView receipt_key) {
  v1::Receipt receipt;
  receipt.set_incarnation(batch.incarnation.str());
  receipt.set_first_seq(batch.first_seq);
  receipt.set_count(static_cast<std::uint32_t>(rows.size()));
  receipt.set_outcome(v1::OUTCOME_TAKEN);
  std::uint64_t expected = 0;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const LoggedChange& row = rows[i];
    if (row.verdict != v1::VERDICT_ACCEPTED) {
      auto& at = *receipt.add_verdicts();
      at.set_index(i);
      at.set_verdict(static_cast<v1::Verdict>(row.verdict));
      at.set_reason(static_cast<v1::Reason>(row.reason));
      at.set_field(row.field);
      at.set_why(row.why);
    }
    receipt.set_amended_seq(std::max(receipt.amended_seq(), row.amended_seq));
    if (row.effective != batch.changes[i].written) {
      auto& at = *receipt.add_effective();
      at.set_index(i);
      at.set_stamp(row.effective);
    }
    if (i > 0 && row.begins) ++expected;
    if (i == 0 || row.organisation_seq != expected) {
      auto& run = *receipt.add_seqs();
      run.set_index(i);
      run.set_seq(row.organisation_seq);
      expected = row.organisation_seq;
    }
  }
  receipt.set_last(batch.changes.back().id);
  receipt.set_mac(wire::receipt_mac(receipt, rows.back().chain, receipt_key));
  return receipt;
}

}  // namespace xinqiao::server
