// Goal: what is saved can be read, sent and rescued, and is sealed. Method: a real data folder, reopened.
#include "base/limits.h"
#include "storage/opened_store.h"
#include "storage/rescue.h"
#include "wire/batch.h"
#include "wire/bundle.h"

namespace xinqiao {
namespace {

using testing::OpenedStore;

TEST(OwnLog, ASavedChangeIsThereAfterReopening) {
  OpenedStore opened;
  const auto saved = opened.save();
  opened.open();
  const auto overlay = opened.store->own().overlay(saved.front().record);
  ASSERT_TRUE(overlay.ok()) << overlay.error().message;
  ASSERT_EQ(overlay->size(), 1U);
  EXPECT_EQ(overlay->front().change, saved.front());
  EXPECT_EQ(overlay->front().state, OwnState::kWaiting);
}

TEST(OwnLog, WhatIsSentIsABatchOfThisAuthor) {
  OpenedStore opened;
  std::vector<Change> all;
  for (int i = 0; i < 5; ++i) {
    for (const Change& change : opened.save(1 + i % 2)) all.push_back(change);
  }
  const auto out = opened.store->own().outgoing(1 << 20);
  ASSERT_TRUE(out.ok());
  ASSERT_EQ(out->size(), 1U);
  const auto batch =
      wire::open_batch(out->front().batch, wire::chain_start(opened.incarnation), opened.person, nullptr);
  ASSERT_TRUE(batch.ok()) << batch.error().message;
  EXPECT_EQ(out->front().chain, batch->chain.back()) << "what is signed";
  EXPECT_EQ(batch->changes, all);
}

TEST(OwnLog, WhatHasBeenSentNeverGrows) {
  OpenedStore opened;
  opened.save();
  const auto first = opened.store->own().outgoing(1 << 20);
  opened.save();
  const auto again = opened.store->own().outgoing(1 << 20);
  ASSERT_EQ(again->size(), 2U);
  EXPECT_EQ(again->front().batch.SerializeAsString(), first->front().batch.SerializeAsString());
}

TEST(OwnLog, BatchesAreClosedAtTheirLimitAndChainOn) {
  OpenedStore opened;
  for (int i = 0; i < 20; ++i) opened.save(60);
  const auto out = opened.store->own().outgoing(64 << 20);
  ASSERT_TRUE(out.ok());
  ASSERT_GT(out->size(), 2U);
  Bytes chain = wire::chain_start(opened.incarnation);
  for (const auto& one : *out) {
    EXPECT_LE(static_cast<std::size_t>(one.batch.changes_size()), limits::kBatchChanges);
    const auto batch = wire::open_batch(one.batch, chain, opened.person, nullptr);
    ASSERT_TRUE(batch.ok()) << batch.error().message;
    EXPECT_EQ(one.chain, batch->chain.back()) << "what is signed";
    chain = batch->chain.back();
  }
}

TEST(OwnLog, APageHoldsAtLeastOneBatchAndNoMoreThanFit) {
  OpenedStore opened;
  for (int i = 0; i < 20; ++i) opened.save(60);
  EXPECT_EQ(opened.store->own().outgoing(1)->size(), 1U);
  EXPECT_EQ(opened.store->own().outgoing(2 * limits::kBatchBytes + 4000)->size(), 2U);
}

TEST(OwnLog, AnAnsweredBatchIsNotSentAgainUnlessAskedFor) {
  OpenedStore opened;
  opened.save();
  opened.save();
  ASSERT_EQ(opened.store->own().outgoing(1 << 20)->size(), 1U);
  ASSERT_TRUE(opened.store->own().answered(1, v1::Receipt().SerializeAsString()).ok());
  EXPECT_TRUE(opened.store->own().outgoing(1 << 20)->empty());
  EXPECT_FALSE(*opened.store->own().has_unanswered());
  ASSERT_TRUE(opened.store->own().send_again_from(2).ok());
  EXPECT_EQ(opened.store->own().outgoing(1 << 20)->size(), 1U);
}

TEST(OwnLog, ARolledBackSaveLeavesNothingBehind) {
  OpenedStore opened;
  Change change;
  change.record = Id::from_bytes("record-id-16byte");
  change.written = change.effective = stamp_at(opened.clock.wall_ms());
  change.author = opened.person;
  change.groups.push_back({10, std::nullopt, {}, {}});
  {
    auto transaction = opened.store->begin();
    std::vector<Change> changes{change};
    auto tip = opened.tip;
    ASSERT_TRUE(opened.store->own().append(changes, opened.author(), tip).ok());
  }
  opened.store->own().forget();
  EXPECT_FALSE(*opened.store->own().has_unanswered());
  const auto saved = opened.save();
  const auto out = opened.store->own().outgoing(1 << 20);
  ASSERT_EQ(out->size(), 1U);
  EXPECT_EQ(out->front().ids, std::vector<ChangeId>{saved.front().id});
}

TEST(Rescue, CarriesEveryBatchAndTheServerCanOpenThem) {
  OpenedStore opened;
  opened.save(3);
  ASSERT_TRUE(opened.store->own().outgoing(1 << 20).ok());
  ASSERT_TRUE(opened.store->own().answered(1, v1::Receipt().SerializeAsString()).ok());
  const auto unsent = opened.save(2);
  v1::Bundle head;
  head.set_organisation(opened.organisation.str());
  ASSERT_TRUE(opened.store->meta().put(kMetaRescue, head.SerializeAsString()).ok());
  opened.store.reset();

  const auto connection = sqlite::Connection::open(LocalStore::database_path(opened.folder.path()), nullptr);
  const auto work = collect_work(**connection);
  ASSERT_TRUE(work.ok());
  EXPECT_EQ(work->changes, 5U);
  EXPECT_EQ(work->unsent, 2U);
  EXPECT_EQ(work->missing, 0U);
  ASSERT_EQ(work->bundle.batches_size(), 2);
  const auto unsealed = wire::open_sealed_batch(work->bundle.batches(1), opened.server_keys);
  ASSERT_TRUE(unsealed.ok()) << unsealed.error().message;
  const v1::Batch& batch = unsealed->batch;
  EXPECT_EQ(batch.first_seq(), 4U);
  EXPECT_EQ(batch.changes_size(), 2);
  EXPECT_EQ(batch.changes(0).record(), unsent.front().record.str());
}

TEST(Rescue, NeedsNoPin) {
  OpenedStore opened;
  opened.store.reset();
  std::filesystem::remove(opened.folder / "xinqiao.db");
  opened.open("2468");
  opened.save();
  v1::Bundle head;
  ASSERT_TRUE(opened.store->meta().put(kMetaRescue, head.SerializeAsString() + "\x08\x01").ok());
  opened.store.reset();
  const auto connection = sqlite::Connection::open(LocalStore::database_path(opened.folder.path()), nullptr);
  EXPECT_EQ(collect_work(**connection)->changes, 1U);
}

}  // namespace
}  // namespace xinqiao
