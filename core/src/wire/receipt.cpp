#include "wire/receipt.h"

#include "base/crypto.h"

namespace xinqiao::wire {

// protobuf's own bytes are not canonical, so the MAC goes over a layout of ours.
Bytes receipt_mac(const v1::Receipt& receipt, BytesView chain, BytesView receipt_key) {
  Bytes text = "xq-receipt-1";
  text.append(Id::from_bytes(receipt.incarnation()).bytes());
  append_u64(text, receipt.first_seq());
  append_u32(text, receipt.count());
  append_u32(text, static_cast<std::uint32_t>(receipt.outcome()));
  append_u64(text, receipt.from());
  append_u32(text, static_cast<std::uint32_t>(receipt.code()));
  append_u64(text, receipt.last());
  append_u32(text, static_cast<std::uint32_t>(receipt.verdicts_size()));
  for (const auto& at : receipt.verdicts()) {
    append_u32(text, at.index());
    append_u32(text, static_cast<std::uint32_t>(at.verdict()));
    append_u32(text, static_cast<std::uint32_t>(at.reason()));
    append_u32(text, at.field());
    append_u32(text, static_cast<std::uint32_t>(at.why().size()));
    text.append(at.why());
  }
  append_u32(text, static_cast<std::uint32_t>(receipt.effective_size()));
  for (const auto& at : receipt.effective()) {
    append_u32(text, at.index());
    append_u64(text, at.stamp());
  }
  append_u32(text, static_cast<std::uint32_t>(receipt.seqs_size()));
  for (const auto& run : receipt.seqs()) {
    append_u32(text, run.index());
    append_u64(text, run.seq());
  }
  append_u64(text, receipt.amended_seq());
  text.append(chain);
  return crypto::mac(receipt_key, text);
}

bool check_receipt(const v1::Receipt& receipt, BytesView chain, BytesView receipt_key) {
  return crypto::equal(receipt.mac(), receipt_mac(receipt, chain, receipt_key));
}

std::vector<ChangeReceipt> spell_out(const v1::Receipt& receipt, const std::vector<bool>& begins_transaction) {
  std::vector<ChangeReceipt> out(begins_transaction.size());
  std::uint64_t seq = 0;
  int run = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (run < receipt.seqs_size() && receipt.seqs(run).index() == i) {
      seq = receipt.seqs(run++).seq();
    } else if (begins_transaction[i]) {
      ++seq;
    }
    out[i].seq = seq;
  }
  for (const auto& at : receipt.verdicts()) {
    if (at.index() >= out.size()) continue;
    out[at.index()].verdict = at.verdict();
    out[at.index()].reason = at.reason();
    out[at.index()].field = at.field();
    out[at.index()].why = at.why();
  }
  for (const auto& at : receipt.effective()) {
    if (at.index() < out.size()) out[at.index()].effective = at.stamp();
  }
  return out;
}

}  // namespace xinqiao::wire
