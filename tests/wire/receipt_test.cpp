// Goal: a receipt says for each change what became of it, and cannot be forged. Method: by hand.
#include "wire/receipt.h"

#include <gtest/gtest.h>

namespace xinqiao::wire {
namespace {

const Bytes kKey(32, 'k');
const Bytes kChain(32, 'c');

v1::Receipt receipt() {
  v1::Receipt out;
  out.set_incarnation("incarnation-16by");
  out.set_first_seq(4);
  out.set_count(5);
  out.set_outcome(v1::OUTCOME_TAKEN);
  auto& run = *out.add_seqs();
  run.set_seq(100);
  auto& verdict = *out.add_verdicts();
  verdict.set_index(2);
  verdict.set_verdict(v1::VERDICT_PARKED);
  auto& effective = *out.add_effective();
  effective.set_index(3);
  effective.set_stamp(77);
  return out;
}

TEST(Receipt, ATransactionSharesOneSeq) {
  const auto spelled = spell_out(receipt(), {true, true, false, false, true});
  EXPECT_EQ(spelled[0].seq, 100U);
  EXPECT_EQ(spelled[1].seq, 101U);
  EXPECT_EQ(spelled[3].seq, 101U);
  EXPECT_EQ(spelled[4].seq, 102U);
}

TEST(Receipt, VerdictsAndStampsAreExceptions) {
  const auto spelled = spell_out(receipt(), {true, true, true, true, true});
  EXPECT_EQ(spelled[1].verdict, v1::VERDICT_ACCEPTED);
  EXPECT_EQ(spelled[2].verdict, v1::VERDICT_PARKED);
  EXPECT_EQ(spelled[2].effective, 0U);
  EXPECT_EQ(spelled[3].effective, 77U);
}

TEST(Receipt, ASecondRunOfSeqsStartsWhereItSays) {
  auto two = receipt();
  auto& run = *two.add_seqs();
  run.set_index(3);
  run.set_seq(500);
  const auto spelled = spell_out(two, {true, true, true, true, true});
  EXPECT_EQ(spelled[2].seq, 102U);
  EXPECT_EQ(spelled[4].seq, 501U);
}

TEST(Receipt, IndicesBeyondTheBatchAreIgnored) {
  auto wild = receipt();
  wild.mutable_verdicts(0)->set_index(4000);
  wild.mutable_effective(0)->set_index(4000);
  EXPECT_EQ(spell_out(wild, {true}).size(), 1U);
}

TEST(Receipt, ItsMacCoversEverythingItSays) {
  auto good = receipt();
  good.set_mac(receipt_mac(good, kChain, kKey));
  EXPECT_TRUE(check_receipt(good, kChain, kKey));
  EXPECT_FALSE(check_receipt(good, kChain, Bytes(32, 'l')));
  EXPECT_FALSE(check_receipt(good, Bytes(32, 'd'), kKey)) << "of another chain that ends in the same id";
  const auto broken = [&](auto change) {
    auto copy = good;
    change(copy);
    return !check_receipt(copy, kChain, kKey);
  };
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.set_first_seq(5); }));
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.set_count(6); }));
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.set_last(1); }));
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.clear_verdicts(); }));
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.mutable_effective(0)->set_stamp(78); }));
  EXPECT_TRUE(broken([](v1::Receipt& r) { r.mutable_seqs(0)->set_seq(101); }));
}

}  // namespace
}  // namespace xinqiao::wire
