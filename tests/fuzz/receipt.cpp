// A receipt, spelled out for the changes of a batch whose transactions the first byte tells. Each change has its own;
// seqs rise where transactions begin; the MAC is of this receipt and this chain alone.
#include "wire/receipt.h"

#include "base/check.h"
#include "fuzz/targets.h"

namespace xinqiao::fuzz {
namespace {

constexpr BytesView kKey = "receipt-key-of-32-bytes---------";
constexpr BytesView kChain = "chain value of 32 bytes---------";

std::vector<bool> transactions(unsigned drawn) {
  std::vector<bool> begins(1 + drawn % 40);
  for (std::size_t i = 0; i < begins.size(); ++i) begins[i] = i == 0 || (drawn >> (i % 6) & 1) == 0;
  return begins;
}

void check_spelled(const v1::Receipt& receipt, const std::vector<bool>& begins) {
  const auto changes = wire::spell_out(receipt, begins);
  XQ_CHECK(changes.size() == begins.size());
  if (receipt.verdicts_size() == 0) {
    for (const auto& change : changes) XQ_CHECK(change.verdict == v1::VERDICT_ACCEPTED && change.why.empty());
  }
  if (receipt.seqs_size() > 1) return;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const bool runs = receipt.seqs_size() == 1 && receipt.seqs(0).index() == i;
    if (!runs) XQ_CHECK(changes[i].seq == changes[i - 1].seq + (begins[i] ? 1 : 0));
  }
}

void check_mac(v1::Receipt receipt) {
  receipt.set_mac(wire::receipt_mac(receipt, kChain, kKey));
  XQ_CHECK(wire::check_receipt(receipt, kChain, kKey));
  XQ_CHECK(!wire::check_receipt(receipt, kKey, kKey));
  receipt.set_last(receipt.last() + 1);
  XQ_CHECK(!wire::check_receipt(receipt, kChain, kKey));
}

}  // namespace

void fuzz_receipt(BytesView input) {
  if (input.empty()) return;
  v1::Receipt receipt;
  if (!receipt.ParseFromArray(input.data() + 1, static_cast<int>(input.size() - 1))) return;
  check_spelled(receipt, transactions(static_cast<unsigned char>(input.front())));
  check_mac(std::move(receipt));
}

}  // namespace xinqiao::fuzz
