// Goal: a batch that comes in pieces is taken once it is whole, whatever comes twice, late or torn. Method: the shelf
// by itself, and a device against the service.
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "server/service/test_device.h"
#include "service/push/fragment_shelf.h"
#include "service/push/push_plan.h"

namespace xinqiao::server::testing {
namespace {

v1::Fragment cut(const Bytes& batch, std::size_t from, std::size_t size) {
  v1::Fragment piece;
  piece.set_hash(crypto::hash(batch, limits::kFragmentHash));
  piece.set_offset(from);
  piece.set_total(batch.size());
  piece.set_data(batch.substr(from, size));
  return piece;
}

class Shelf : public ::testing::Test {
 protected:
  // From where it is to go on; the whole's size: it is whole.
  std::uint64_t put(const v1::Fragment& piece, std::uint32_t device = 1) {
    const auto taken = shelf_.take(1, device, piece);
    EXPECT_TRUE(taken.has_value());
    if (!taken) return 0;
    EXPECT_TRUE(taken->need || !taken->batch.empty());
    return taken->need ? taken->need->offset() : taken->batch.size();
  }
  v1::ErrorCode refusal(const v1::Fragment& piece) {
    const auto taken = shelf_.take(1, 1, piece);
    return taken ? v1::ERROR_UNSPECIFIED : taken.error().code;
  }

  FragmentShelf shelf_{1000};
  const Bytes batch_ = Bytes(300, 'a') + Bytes(100, 'b');
};

TEST_F(Shelf, GivesTheWholeWithItsLastPieceAndAgainWhenThatIsRepeated) {
  EXPECT_EQ(put(cut(batch_, 0, 250)), 250U);
  EXPECT_EQ(put(cut(batch_, 250, 150)), 400U);
  EXPECT_EQ(put(cut(batch_, 250, 150)), 400U);
  EXPECT_EQ(shelf_.take(1, 1, cut(batch_, 399, 1))->batch, batch_);
}

TEST_F(Shelf, SaysFromWhereToGoOn) {
  EXPECT_EQ(put(cut(batch_, 0, 100)), 100U);
  EXPECT_EQ(put(cut(batch_, 0, 100)), 100U) << "the answer was lost";
  EXPECT_EQ(put(cut(batch_, 50, 100)), 150U) << "pieces of another size";
  EXPECT_EQ(put(cut(batch_, 200, 100)), 150U) << "one is missing";
}

TEST_F(Shelf, KeepsTheLastBatchOfEachDevice) {
  const Bytes other(400, 'c');
  EXPECT_EQ(put(cut(batch_, 0, 100), 1), 100U);
  EXPECT_EQ(put(cut(other, 0, 50), 2), 50U);
  EXPECT_EQ(put(cut(batch_, 100, 100), 1), 200U);
  EXPECT_EQ(put(cut(other, 0, 50), 1), 50U);
  EXPECT_EQ(put(cut(batch_, 200, 100), 1), 0U);
}

TEST_F(Shelf, BeginsAnewWhenWhatIsWholeIsNotWhatItWasCalled) {
  v1::Fragment wrong = cut(batch_, 300, 100);
  wrong.set_data(Bytes(100, 'x'));
  EXPECT_EQ(put(cut(batch_, 0, 300)), 300U);
  EXPECT_EQ(put(wrong), 0U);
  EXPECT_EQ(put(cut(batch_, 0, 400)), 400U);
}

TEST_F(Shelf, MakesRoomByForgettingWhoWasSilentLongest) {
  const Bytes large(450, 'd');
  EXPECT_EQ(put(cut(large, 0, 449), 1), 449U);
  EXPECT_EQ(put(cut(large, 0, 449), 2), 449U);
  EXPECT_EQ(put(cut(large, 0, 449), 3), 449U);
  EXPECT_EQ(put(cut(large, 449, 1), 2), 450U);
  EXPECT_EQ(put(cut(large, 449, 1), 1), 0U);
}

TEST_F(Shelf, RefusesWhatIsNoPiece) {
  EXPECT_EQ(refusal(cut(batch_, 400, 1)), v1::ERROR_MALFORMED) << "empty";
  v1::Fragment beyond = cut(batch_, 0, 100);
  beyond.set_offset(350);
  EXPECT_EQ(refusal(beyond), v1::ERROR_MALFORMED);
  beyond.set_offset(UINT64_MAX);
  EXPECT_EQ(refusal(beyond), v1::ERROR_MALFORMED);
  v1::Fragment nameless = cut(batch_, 0, 100);
  nameless.set_hash("short");
  EXPECT_EQ(refusal(nameless), v1::ERROR_MALFORMED);
  v1::Fragment huge = cut(batch_, 0, 100);
  huge.set_total(kBatchBytesMax + 1);
  EXPECT_EQ(refusal(huge), v1::ERROR_TOO_LARGE);
}

class Fragments : public ::testing::Test {
 protected:
  v1::SyncRequest request_of(const v1::Fragment& piece) {
    v1::SyncRequest request;
    request.mutable_hello()->set_wire_version(1);
    request.mutable_hello()->set_epoch(office_.enrolled().epoch());
    request.set_want(v1::WANT_PUSH_ONLY);
    *request.add_fragments() = piece;
    return request;
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  Id child_ = Id::random(server_.clock().wall_ms(), server_.random());
  Bytes batch_ = office_.batch({office_.create(schema::kChildKind, child_, child("韦小燕"))});
};

TEST_F(Fragments, AreABatchOnceTheyAreWhole) {
  const Synced first = office_.send(request_of(cut(batch_, 0, 20)));
  ASSERT_EQ(first.response.fragments_size(), 1);
  EXPECT_EQ(first.response.fragments(0).offset(), 20U);
  EXPECT_EQ(first.response.receipts_size(), 0);
  for (int i = 0; i < 2; ++i) {
    const Synced last = office_.send(request_of(cut(batch_, 20, batch_.size())));
    EXPECT_EQ(last.response.fragments_size(), 0);
    EXPECT_EQ(last.receipt().outcome(), v1::OUTCOME_TAKEN);
  }
  office_.pull_all();
  EXPECT_TRUE(office_.records.contains(child_));
}

TEST_F(Fragments, GoAlone) {
  v1::SyncRequest request = request_of(cut(batch_, 0, 20));
  request.add_batches(batch_);
  EXPECT_EQ(office_.send(request).error.code(), v1::ERROR_MALFORMED);
  request.clear_batches();
  *request.add_fragments() = cut(batch_, 20, 20);
  EXPECT_EQ(office_.send(request).error.code(), v1::ERROR_MALFORMED);
}

}  // namespace
}  // namespace xinqiao::server::testing
