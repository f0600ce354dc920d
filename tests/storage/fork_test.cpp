// Goal: what comes after a fork goes on under a new name with the same ids, can be sent, read and rescued, and what was
// acknowledged stays so. Method: a real data folder; every batch is opened and verified as a server would.
#include <algorithm>

#include "storage/opened_store.h"
#include "storage/rescue.h"
#include "wire/batch.h"
#include "wire/bundle.h"

namespace xinqiao {
namespace {

class Fork : public ::testing::Test {
 protected:
  // One change in a batch of its own, which has been sent.
  ChangeId save_sent() {
    const ChangeId id = opened_.save().front().id;
    EXPECT_TRUE(own().outgoing(1 << 20).ok());
    return id;
  }
  OwnLog& own() { return opened_.store->own(); }

  Id fork(std::uint64_t common) {
    auto transaction = opened_.store->begin();
    const auto incarnation = own().continue_after(common, opened_.author());
    EXPECT_TRUE(incarnation.ok()) << incarnation.error().message;
    EXPECT_TRUE(transaction->commit().ok());
    opened_.open();
    opened_.incarnation = *incarnation;
    return *incarnation;
  }

  // Everything to be sent; each batch continues the one before.
  std::vector<OwnLog::Outgoing> sendable() {
    const auto out = *own().outgoing(64 << 20);
    Bytes chain = wire::chain_start(first_);
    for (const auto& one : out) {
      const auto batch = wire::open_batch(one.batch, chain, opened_.person, nullptr);
      EXPECT_TRUE(batch.ok()) << batch.error().message;
      if (!batch.ok()) break;
      EXPECT_EQ(one.chain, batch->chain.back()) << "what is signed";
      for (std::size_t i = 0; i < one.ids.size(); ++i) EXPECT_EQ(batch->changes[i].id, one.ids[i]);
      chain = batch->chain.back();
    }
    return out;
  }

  testing::OpenedStore opened_;
  const Id first_ = opened_.incarnation;
};

TEST_F(Fork, Rule14_ABatchBehindItGoesOnUnderTheNewNameWithItsSecret) {
  save_sent();
  const ChangeId id = save_sent();
  const v1::Batch before = sendable()[1].batch;
  const Id name = fork(1);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].batch.incarnation(), first_.str());
  const v1::Batch& batch = out[1].batch;
  EXPECT_EQ(batch.incarnation(), name.str());
  EXPECT_EQ(batch.first_seq(), 2U);
  EXPECT_EQ(batch.parent().incarnation(), first_.str());
  EXPECT_EQ(batch.parent().seq(), 1U);
  EXPECT_EQ(batch.previous(), before.previous());
  EXPECT_EQ(batch.secret(), before.secret());
  EXPECT_EQ(batch.changes(0).SerializeAsString(), before.changes(0).SerializeAsString());
  EXPECT_EQ(out[1].ids, std::vector<ChangeId>{id});
}

TEST_F(Fork, Rule14_ABatchWithItInTheMiddleIsSplitAndItsTailSpellsOutItsSalts) {
  for (int i = 0; i < 3; ++i) opened_.save();
  const auto ids = sendable().front().ids;
  const Id name = fork(1);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].batch.incarnation(), first_.str());
  EXPECT_EQ(out[0].ids, std::vector<ChangeId>{ids[0]});
  EXPECT_EQ(out[1].batch.incarnation(), name.str());
  EXPECT_EQ(out[1].ids, (std::vector<ChangeId>{ids[1], ids[2]}));
  EXPECT_EQ(out[1].batch.salts_size(), 2);
  EXPECT_TRUE(out[1].batch.secret().empty());
  // A copy of the copy, split again.
  fork(2);
  ASSERT_EQ(sendable().size(), 3U);
}

TEST_F(Fork, Rule14_WhatIsLeftOfAnAcknowledgedBatchIsSentAgainForAReceiptOfItsOwn) {
  for (int i = 0; i < 3; ++i) opened_.save();
  const auto ids = sendable().front().ids;
  ASSERT_TRUE(own().answered(1, v1::Receipt().SerializeAsString()).ok());
  ASSERT_TRUE(sendable().empty());
  fork(1);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].batch.incarnation(), first_.str());
  EXPECT_EQ(out[0].ids, std::vector<ChangeId>{ids[0]});
}

TEST_F(Fork, Rule14_WhatWasAcknowledgedIsSentAgainAndStaysWhatItWas) {
  const auto first = opened_.save().front();
  ASSERT_TRUE(own().outgoing(1 << 20).ok());
  const auto second = opened_.save().front();
  ASSERT_TRUE(own().outgoing(1 << 20).ok());
  ASSERT_TRUE(own().mark(1, OwnState::kAccepted, 0, 7, first.written).ok());
  ASSERT_TRUE(own().mark(2, OwnState::kAccepted, 0, 8, second.written).ok());
  ASSERT_TRUE(own().settle(1).ok());
  for (const std::uint64_t seq : {1U, 2U}) ASSERT_TRUE(own().answered(seq, v1::Receipt().SerializeAsString()).ok());
  fork(0);
  EXPECT_EQ(sendable().size(), 2U);
  EXPECT_EQ(own().all_of(first.record)->front().state, OwnState::kSettled);
  const auto accepted = own().all_of(second.record)->front();
  EXPECT_EQ(accepted.state, OwnState::kAccepted);
  EXPECT_EQ(accepted.org_seq, 8U);
  EXPECT_EQ(accepted.change, second);
  EXPECT_EQ(own().counts()->waiting, 0U);
}

TEST_F(Fork, WithNothingInCommonTheParentIsTheFirstNameOfAll) {
  save_sent();
  fork(0);
  const Id third = fork(0);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].batch.incarnation(), third.str());
  EXPECT_EQ(out[0].batch.parent().incarnation(), first_.str());
  EXPECT_EQ(out[0].batch.parent().seq(), 0U);
}

TEST_F(Fork, OneFurtherBackThanTheLastRenamesEverythingBehindIt) {
  for (int i = 0; i < 4; ++i) save_sent();
  fork(3);
  const Id third = fork(1);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[0].batch.incarnation(), first_.str());
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(out[i].batch.incarnation(), third.str());
    EXPECT_EQ(out[i].batch.has_parent(), i == 1);
  }
  EXPECT_EQ(out[1].batch.parent().incarnation(), first_.str());
}

TEST_F(Fork, WhatIsSavedLaterChainsOn) {
  save_sent();
  opened_.save();  // open: nothing may be added to it under another name
  const Id name = fork(1);
  opened_.save();
  const auto out = sendable();
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[2].batch.incarnation(), name.str());
  EXPECT_EQ(out[2].batch.first_seq(), 3U);
  EXPECT_FALSE(out[2].batch.has_parent());
}

TEST_F(Fork, ATransactionIsNotTornApart) {
  save_sent();
  opened_.save(3);
  fork(2);
  const auto out = sendable();
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[1].batch.parent().seq(), 1U);
  EXPECT_EQ(out[1].seqs, (std::vector<std::uint64_t>{2, 3, 4}));
}

TEST_F(Fork, EveryChangeCanBeRescuedAfterwards) {
  for (int i = 0; i < 3; ++i) opened_.save();
  fork(2);
  opened_.save();
  v1::Bundle head;
  head.set_organisation(opened_.organisation.str());
  ASSERT_TRUE(opened_.store->meta().put(kMetaRescue, head.SerializeAsString()).ok());
  opened_.store.reset();
  const auto connection = sqlite::Connection::open(LocalStore::database_path(opened_.folder.path()), nullptr);
  const auto work = collect_work(**connection);
  ASSERT_EQ(work->bundle.batches_size(), 3);
  Bytes chain = wire::chain_start(first_);
  for (const auto& sealed : work->bundle.batches()) {
    const auto unsealed = wire::open_sealed_batch(sealed, opened_.server_keys);
    ASSERT_TRUE(unsealed.ok()) << unsealed.error().message;
    EXPECT_EQ(unsealed->chain, chain) << "each is proven without those before it";
    const auto open = wire::open_batch(unsealed->batch, chain, opened_.person, nullptr);
    ASSERT_TRUE(open.ok()) << open.error().message;
    EXPECT_TRUE(wire::verify_rescued(*open, opened_.organisation, opened_.sign_keys.public_key));
    chain = open->chain.back();
  }
  EXPECT_EQ(work->changes, 4U);
}

TEST_F(Fork, BeyondWhatIsHereIsRefusedAndChangesNothing) {
  save_sent();
  for (const std::uint64_t beyond : {1U, 5U}) {
    auto transaction = opened_.store->begin();
    EXPECT_FALSE(own().continue_after(beyond, opened_.author()).ok());
  }
  own().forget();
  EXPECT_EQ(sendable().front().batch.incarnation(), first_.str());
}

TEST_F(Fork, OneThatIsNotCommittedLeavesTheOldName) {
  save_sent();
  {
    auto transaction = opened_.store->begin();
    ASSERT_TRUE(own().continue_after(0, opened_.author()).ok());
    ASSERT_TRUE(own().outgoing(1 << 20).ok());
  }
  own().forget();
  EXPECT_EQ(sendable().front().batch.incarnation(), first_.str());
}

}  // namespace
}  // namespace xinqiao
