// Goal: a restored server believes what its own receipts say, and nothing else. Method: a device that shows them,
// whole, changed, and with batches they are not of.
#include <gtest/gtest.h>

#include "server/service/test_device.h"
#include "service/organisation/organisation.h"
#include "store/sqlite/sqlite_store.h"
#include "wire/receipt.h"

namespace xinqiao::server::testing {
namespace {

class Refill : public ::testing::Test {
 protected:
  Refill() {
    office_.sync({office_.batch({office_.create(schema::kChildKind, child_, child("龙小兰"))})});
    helper_.sync();
  }
  Id fresh() { return Id::random(1, server_.random()); }
  // Nobody pairs the helper: what they write waits for the office.
  Bytes visit_batch() {
    return helper_.batch({helper_.create(schema::find_kind("visit")->number, fresh(), visit(child_, "好"))});
  }
  v1::Receipt receipt_of(TestDevice& device, const Bytes& batch) { return device.sync({batch}).receipt(); }
  // A receipt by somebody who knows the organisation's key.
  v1::Receipt accepting(v1::Receipt receipt) {
    receipt.clear_verdicts();
    receipt.set_mac(wire::receipt_mac(receipt, helper_.chain, receipt_key()));
    return receipt;
  }
  Bytes receipt_key() {
    auto store = SqliteStore::open(server_.file(), false);
    return (*(*store)->snapshot())->identity()->receipt_key;
  }
  Synced show(TestDevice& device, const std::vector<Bytes>& batches, const std::vector<v1::Receipt>& receipts) {
    v1::SyncRequest request;
    request.set_want(v1::WANT_PULL);
    request.set_cursor(device.cursor);
    for (const Bytes& batch : batches) request.add_batches(batch);
    for (const v1::Receipt& receipt : receipts) *request.add_receipts() = receipt;
    return device.send(request);
  }
  static v1::Verdict first_verdict(const v1::Receipt& receipt) {
    return receipt.verdicts_size() == 0 ? v1::VERDICT_ACCEPTED : receipt.verdicts(0).verdict();
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice helper_{server_, server_.invite("helper", "李秀英")};
  Id child_ = Id::random(1, server_.random());
};

TEST_F(Refill, AReceiptThatAcceptsIsBelievedAlsoForWhatWaits) {
  const Bytes batch = visit_batch();
  const v1::Receipt waits = receipt_of(helper_, batch);
  ASSERT_EQ(first_verdict(waits), v1::VERDICT_QUARANTINED);
  const Synced lifted = show(helper_, {batch}, {accepting(waits)});
  ASSERT_EQ(lifted.response.amended_size(), 1);
  EXPECT_EQ(first_verdict(lifted.response.amended(0)), v1::VERDICT_ACCEPTED);
}

// Of two saved together its author had let go of one before the other was accepted.
TEST_F(Refill, OfWhatWasSavedTogetherOnlyWhatItAcceptsIsAccepted) {
  const std::uint32_t kind = schema::find_kind("visit")->number;
  std::vector<Change> changes{helper_.create(kind, fresh(), visit(child_, "好")),
                              helper_.create(kind, fresh(), visit(child_, "又"))};
  changes.front().transaction = 2;
  const Bytes batch = helper_.make_batch(changes).SerializeAsString();
  v1::Receipt receipt = receipt_of(helper_, batch);
  ASSERT_EQ(receipt.verdicts_size(), 2);
  receipt.mutable_verdicts()->DeleteSubrange(0, 1);
  receipt.set_mac(wire::receipt_mac(receipt, helper_.chain, receipt_key()));
  const Synced lifted = show(helper_, {batch}, {receipt});
  ASSERT_EQ(lifted.response.amended_size(), 1);
  ASSERT_EQ(lifted.response.amended(0).verdicts_size(), 1);
  EXPECT_EQ(lifted.response.amended(0).verdicts(0).index(), receipt.verdicts(0).index());
  EXPECT_EQ(first_verdict(lifted.response.amended(0)), v1::VERDICT_QUARANTINED);
}

TEST_F(Refill, AReceiptThatWasChangedIsNot) {
  const Bytes batch = visit_batch();
  v1::Receipt receipt = receipt_of(helper_, batch);
  receipt.clear_verdicts();
  const Synced same = show(helper_, {batch}, {receipt});
  EXPECT_EQ(same.response.amended_size(), 0);
  EXPECT_EQ(first_verdict(same.receipt()), v1::VERDICT_QUARANTINED);
}

TEST_F(Refill, AReceiptSaysNothingOfAnotherBatch) {
  const Bytes first = visit_batch();
  const v1::Receipt accepts = accepting(receipt_of(helper_, first));
  const Bytes second = visit_batch();
  EXPECT_EQ(first_verdict(show(helper_, {second}, {accepts}).receipt()), v1::VERDICT_QUARANTINED);
}

TEST_F(Refill, TheEffectiveStampIsTheReceipts) {
  const Bytes batch = visit_batch();
  v1::Batch parsed;
  ASSERT_TRUE(parsed.ParseFromString(batch));
  v1::Receipt receipt;
  receipt.set_incarnation(parsed.incarnation());
  receipt.set_first_seq(parsed.first_seq());
  receipt.set_count(1);
  receipt.set_outcome(v1::OUTCOME_TAKEN);
  receipt.set_last(wire::id_at(helper_.chain));
  receipt.add_effective()->set_stamp(12345);
  receipt.set_mac(wire::receipt_mac(receipt, helper_.chain, receipt_key()));
  const v1::Receipt taken = show(helper_, {batch}, {receipt}).receipt();
  EXPECT_EQ(first_verdict(taken), v1::VERDICT_ACCEPTED);
  ASSERT_EQ(taken.effective_size(), 1);
  EXPECT_EQ(taken.effective(0).stamp(), 12345U);
}

TEST_F(Refill, WhileItWaitsForAnOfficeNothingNewIsJudgedAndWhatComesBehindWaitsToo) {
  ASSERT_TRUE(begin_new_epoch(server_.folder(), server_.random()).ok());
  const Bytes first = visit_batch();
  const Bytes second = visit_batch();
  const Synced later = helper_.sync({first, second});
  EXPECT_TRUE(later.response.recovering());
  EXPECT_EQ(later.receipt(0).outcome(), v1::OUTCOME_LATER);
  EXPECT_EQ(later.receipt(1).outcome(), v1::OUTCOME_LATER);
  ASSERT_TRUE(*end_recovery(server_.folder(), server_.clock(), server_.random()));
  EXPECT_EQ(helper_.sync({first, second}).receipt(1).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(Refill, NamesAreDealtWithInOrderAndWhatIsNotHereToo) {
  v1::SyncRequest request;
  request.set_want(v1::WANT_PULL);
  request.set_cursor(office_.cursor);
  request.add_records(fresh().str());
  request.add_records(child_.str());
  request.add_lost(1);
  const Synced answer = office_.send(request);
  EXPECT_EQ(answer.response.named(), 2U);
  EXPECT_EQ(answer.response.found_size(), 0);
}

}  // namespace
}  // namespace xinqiao::server::testing
