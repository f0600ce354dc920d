// Goal: what a device proves by its rescue key holds for its own batches and nobody else's, and only its server reads
// what lies sealed beside it.
#include "wire/rescue_key.h"

#include <gtest/gtest.h>

#include "wire/samples.h"

namespace xinqiao::wire {
namespace {

using testing::Author;
using testing::one_field_edit;

class RescueKeys : public ::testing::Test {
 protected:
  RescueKey key_of(Author& author) {
    return *make_rescue_key(author.organisation, server_.public_key, author.keys.secret_key, author.random);
  }
  bool proves(const Bytes& proof, BytesView text) const {
    return verify_rescue_proof(author_.organisation, text, proof, author_.keys.public_key);
  }

  Author author_{1};
  crypto::KeyPair server_ = crypto::make_box_keys(author_.random);
  RescueKey rescue_ = key_of(author_);
};

TEST_F(RescueKeys, ProveTheDevicesText) {
  const Bytes proof = rescue_proof(rescue_, "text");
  EXPECT_TRUE(proves(proof, "text"));
  EXPECT_FALSE(proves(proof, "texT"));
  EXPECT_FALSE(verify_rescue_proof(author_.incarnation, "text", proof, author_.keys.public_key));
}

TEST_F(RescueKeys, EveryFlippedBitIsFoundOut) {
  const Bytes proof = rescue_proof(rescue_, "text");
  for (std::size_t at = 0; at < proof.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = proof;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      EXPECT_FALSE(proves(damaged, "text")) << "byte " << at << " bit " << bit;
    }
  }
}

TEST_F(RescueKeys, AnotherDevicesKeyProvesNothingOfThisOne) {
  Author other(2);
  other.organisation = author_.organisation;
  const RescueKey theirs = key_of(other);
  EXPECT_FALSE(proves(rescue_proof(theirs, "text"), "text"));
  EXPECT_FALSE(proves(rescue_proof({theirs.key, rescue_.box, rescue_.voucher}, "text"), "text"));
}

TEST_F(RescueKeys, AreNeitherShownNorOpenedByAProof) {
  const Bytes proof = rescue_proof(rescue_, "text");
  EXPECT_EQ(proof.find(rescue_.key), Bytes::npos);
  const Bytes sealed = seal_header(rescue_, "header", author_.random).substr(rescue_.box.size());
  EXPECT_FALSE(
      crypto::open(BytesView(proof).substr(crypto::kSignatureSize, crypto::kKeySize), sealed, "xq-sealed-header-1")
          .ok());
}

TEST_F(RescueKeys, ProveABatchWhereASignatureWould) {
  std::vector<Change> changes{one_field_edit(author_.random, stamp_at(1000))};
  v1::Batch batch = author_.batch(changes, false);
  const auto prove = [&](std::uint32_t count) {
    batch.set_signature(rescue_proof(
        rescue_, signed_text(author_.organisation, author_.incarnation, batch.first_seq(), count, author_.chain)));
    const auto opened = open_batch(batch, chain_start(author_.incarnation), author_.person, nullptr);
    EXPECT_TRUE(opened.ok());
    EXPECT_FALSE(verify_batch(*opened, author_.organisation, author_.keys.public_key)) << "in rescue files alone";
    return verify_rescued(*opened, author_.organisation, author_.keys.public_key);
  };
  EXPECT_TRUE(prove(1));
  EXPECT_FALSE(prove(2));
}

TEST_F(RescueKeys, AreNotSealedToWhatIsNoPublicKey) {
  for (const Bytes& key : {Bytes(), Bytes(31, 'k'), Bytes(32, '\0')}) {
    EXPECT_FALSE(make_rescue_key(author_.organisation, key, author_.keys.secret_key, author_.random).ok());
  }
}

TEST_F(RescueKeys, OnlyTheServerOpensAHeader) {
  const Bytes sealed = seal_header(rescue_, "header", author_.random);
  ASSERT_TRUE(open_header(server_, sealed).ok());
  EXPECT_EQ(*open_header(server_, sealed), "header");
  EXPECT_FALSE(open_header(crypto::make_box_keys(author_.random), sealed).ok());
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(open_header(server_, BytesView(sealed).substr(0, size)).ok()) << size;
  }
}

}  // namespace
}  // namespace xinqiao::wire
