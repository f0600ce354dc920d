// Goal: what is sealed opens for its owner alone, and a changed bit anywhere is noticed.
// Method: round trips with the system's randomness, each byte spoilt in turn.
#include "base/crypto.h"

#include <gtest/gtest.h>

namespace xinqiao {
namespace {

class Crypto : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::init()); }

  static Bytes spoilt(Bytes bytes, std::size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
  }

  SystemRandom random_;
};

TEST_F(Crypto, HashIsBlake2b) {
  EXPECT_EQ(to_hex(crypto::hash("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(crypto::hash("abc", 16).size(), 16u);
}

TEST_F(Crypto, HashInPiecesIsTheHashOfTheWhole) {
  crypto::Hasher hasher;
  hasher.add("a");
  hasher.add("");
  hasher.add("bc");
  EXPECT_EQ(hasher.finish(), crypto::hash("abc"));
}

TEST_F(Crypto, MacDependsOnKeyAndData) {
  const Bytes key = random_.bytes(32);
  EXPECT_EQ(crypto::mac(key, "data").size(), crypto::kMacSize);
  EXPECT_TRUE(crypto::equal(crypto::mac(key, "data"), crypto::mac(key, "data")));
  EXPECT_FALSE(crypto::equal(crypto::mac(key, "data"), crypto::mac(key, "date")));
  EXPECT_FALSE(crypto::equal(crypto::mac(key, "data"), crypto::mac(random_.bytes(32), "data")));
  EXPECT_FALSE(crypto::equal("a", "aa"));
}

TEST_F(Crypto, SignatureHoldsForItsDataAndKeyOnly) {
  const auto keys = crypto::make_sign_keys(random_);
  const Bytes signature = crypto::sign(keys.secret_key, "batch");
  EXPECT_TRUE(crypto::verify(keys.public_key, "batch", signature));
  EXPECT_FALSE(crypto::verify(keys.public_key, "batcH", signature));
  EXPECT_FALSE(crypto::verify(crypto::make_sign_keys(random_).public_key, "batch", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    EXPECT_FALSE(crypto::verify(keys.public_key, "batch", spoilt(signature, i))) << i;
  }
}

TEST_F(Crypto, KeysAndSignaturesOfAWrongSizeVerifyNothing) {
  const auto keys = crypto::make_sign_keys(random_);
  EXPECT_FALSE(crypto::verify("", "batch", crypto::sign(keys.secret_key, "batch")));
  EXPECT_FALSE(crypto::verify(keys.public_key, "batch", ""));
}

TEST_F(Crypto, SealedBoxOpensForItsOwnerOnly) {
  const auto keys = crypto::make_box_keys(random_);
  const Bytes sealed = *crypto::seal_to(keys.public_key, "work");
  EXPECT_EQ(*crypto::open_sealed(keys, sealed), "work");
  EXPECT_FALSE(crypto::open_sealed(crypto::make_box_keys(random_), sealed).ok());
  EXPECT_FALSE(crypto::open_sealed(keys, "short").ok());
  EXPECT_FALSE(crypto::open_sealed(keys, spoilt(sealed, sealed.size() - 1)).ok());
}

TEST_F(Crypto, SealedBodyOpensWithItsKeyAndBinding) {
  const Bytes key = random_.bytes(crypto::kKeySize);
  const Bytes sealed = crypto::seal(key, "body", "record 1", random_);
  EXPECT_EQ(sealed.size(), 4 + crypto::kSealOverhead);
  EXPECT_EQ(*crypto::open(key, sealed, "record 1"), "body");
  EXPECT_EQ(crypto::open(key, sealed, "record 2").error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(crypto::open(random_.bytes(crypto::kKeySize), sealed, "record 1").ok());
  EXPECT_FALSE(crypto::open("short key", sealed, "record 1").ok());
}

TEST_F(Crypto, ASpoiltByteAnywhereInASealedBodyIsNoticed) {
  const Bytes key = random_.bytes(crypto::kKeySize);
  const Bytes sealed = crypto::seal(key, "body", "record", random_);
  for (std::size_t i = 0; i < sealed.size(); ++i)
    EXPECT_FALSE(crypto::open(key, spoilt(sealed, i), "record").ok()) << i;
  EXPECT_FALSE(crypto::open(key, sealed.substr(0, crypto::kSealOverhead - 1), "record").ok());
}

TEST_F(Crypto, TheSameBodySealedTwiceLooksDifferent) {
  const Bytes key = random_.bytes(crypto::kKeySize);
  EXPECT_NE(crypto::seal(key, "body", "", random_), crypto::seal(key, "body", "", random_));
}

TEST_F(Crypto, PinGivesTheSameKeyForTheSameSaltOnly) {
  const Bytes salt(16, 's');
  const auto key = crypto::key_from_pin("8431", salt);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->size(), crypto::kKeySize);
  EXPECT_EQ(*crypto::key_from_pin("8431", salt), *key);
  EXPECT_NE(*crypto::key_from_pin("8432", salt), *key);
  EXPECT_NE(*crypto::key_from_pin("8431", Bytes(16, 't')), *key);
  EXPECT_EQ(crypto::key_from_pin("8431", "short").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace xinqiao
