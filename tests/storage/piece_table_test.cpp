// Goal: what comes in pieces is kept, sealed, until it is whole. Method: a real data folder, reopened.
#include "base/crypto.h"
#include "storage/opened_store.h"

namespace xinqiao::testing {
namespace {

class Pieces : public ::testing::Test {
 protected:
  PieceTable& pieces() { return opened_.store->pieces(); }

  OpenedStore opened_;
  const Bytes whole_ = "the name of a child";
  const Bytes hash_ = crypto::hash(whole_, 16);
};

TEST_F(Pieces, AreJoinedAlsoAfterOpeningAgain) {
  EXPECT_TRUE(*pieces().add(hash_, 0, whole_.substr(0, 8)));
  opened_.open();
  ASSERT_EQ(pieces().all()->size(), 1U);
  EXPECT_EQ(pieces().all()->front().hash, hash_);
  EXPECT_EQ(pieces().all()->front().size, 8U);
  EXPECT_TRUE(pieces().whole(hash_)->empty());
  EXPECT_TRUE(*pieces().add(hash_, 8, whole_.substr(8)));
  EXPECT_EQ(*pieces().whole(hash_), whole_);
}

TEST_F(Pieces, ThatDoNotJoinWhatIsHereAreNotKept) {
  EXPECT_FALSE(*pieces().add(hash_, 3, whole_.substr(3)));
  EXPECT_FALSE(*pieces().add(hash_, 0, ""));
  EXPECT_TRUE(pieces().all()->empty());
}

TEST_F(Pieces, ThatAreNotWhatTheyWereCalledAreNoWhole) {
  EXPECT_TRUE(*pieces().add(hash_, 0, Bytes(whole_.size(), 'x')));
  EXPECT_TRUE(pieces().whole(hash_)->empty());
  ASSERT_TRUE(pieces().forget(hash_).ok());
  EXPECT_TRUE(pieces().all()->empty());
}

}  // namespace
}  // namespace xinqiao::testing
