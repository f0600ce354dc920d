// Goal: what goes into one request, when it is more than a page. Method: a real data folder with own changes.
#include "sync/request.h"

#include "storage/opened_store.h"

namespace xinqiao::sync {
namespace {

class Requests : public ::testing::Test {
 protected:
  // Of one request with room for so much; what it carries counts as sent.
  v1::SyncRequest build(std::uint32_t max_bytes, const v1::FragmentNeed& need = {}) {
    auto transaction = opened_.store->begin();
    Sent sent;
    sent.need = need;
    sent.batches = *opened_.store->own().outgoing(max_bytes);
    auto request = build_request(*opened_.store, {}, *opened_.store->meta().writer(), sent, max_bytes, true);
    EXPECT_TRUE(transaction->commit().ok());
    EXPECT_TRUE(request.ok());
    v1::SyncRequest parsed;
    EXPECT_TRUE(request.ok() && parsed.ParseFromString(*request));
    return parsed;
  }
  // In a batch of its own.
  void save_batch() {
    opened_.save();
    build(1 << 20);
  }

  testing::OpenedStore opened_;
};

TEST_F(Requests, PullOnlyOnceEverythingIsSent) {
  for (int i = 0; i < 20; ++i) save_batch();
  const auto all = build(1 << 20);
  ASSERT_EQ(all.batches_size(), 20);
  EXPECT_EQ(all.want(), v1::WANT_PULL);
  const auto some = build(static_cast<std::uint32_t>(all.batches(0).size() * 5 / 2));
  EXPECT_GT(some.batches_size(), 1);
  EXPECT_LT(some.batches_size(), 20);
  EXPECT_EQ(some.want(), v1::WANT_PUSH_ONLY);
  EXPECT_GT(some.hello().unsent(), 0U);
}

TEST_F(Requests, CarryAPieceOfABatchThatIsLargerThanAPage) {
  save_batch();
  const Bytes batch = build(1 << 20).batches(0);
  v1::FragmentNeed need;
  Bytes joined;
  for (int i = 0; joined.size() < batch.size() && i < 100; ++i) {
    const auto request = build(20, need);
    ASSERT_EQ(request.fragments_size(), 1);
    EXPECT_EQ(request.batches_size(), 0);
    const v1::Fragment& piece = request.fragments(0);
    EXPECT_LE(piece.data().size(), 20U);
    EXPECT_EQ(piece.offset(), joined.size());
    EXPECT_EQ(piece.total(), batch.size());
    joined += piece.data();
    EXPECT_EQ(request.hello().unsent(), joined.size() < batch.size() ? 1U : 0U);
    need.set_hash(piece.hash());
    need.set_offset(joined.size());
  }
  EXPECT_EQ(joined, batch);
}

TEST_F(Requests, FitAPageAsTheyAreSent) {
  for (int i = 0; i < 20; ++i) save_batch();
  const auto request = build(1000);
  std::size_t size = 0;
  for (const Bytes& batch : request.batches()) size += batch.size();
  EXPECT_GT(request.batches_size(), 1);
  EXPECT_LE(size, 1000U);
}

TEST_F(Requests, BeginAPieceAnewWhenTheServerSpeaksOfAnother) {
  save_batch();
  v1::FragmentNeed need;
  need.set_hash("another batch");
  need.set_offset(20);
  EXPECT_EQ(build(20, need).fragments(0).offset(), 0U);
}

}  // namespace
}  // namespace xinqiao::sync
