// Goal: a frame opens only whole, authentic and within its limits. Method: faults by hand.
#include "wire/frame.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "fuzz/sealing.h"
#include "model/fields.h"
#include "testing/seeded_random.h"
#include "wire/dictionary/dictionary.h"

namespace xinqiao::wire {
namespace {

const Bytes kSecret(32, 's');

Result<Bytes> round(const Bytes& body, BytesView secret = kSecret) {
  XQ_ASSIGN(const auto frame, parse_frame(body));
  return open_frame(frame, secret);
}

TEST(Frame, OpensToWhatWasPacked) {
  for (const std::size_t size : {0, 1, 63, 64, 5000, 300000}) {
    const Bytes payload(size, 'x');
    const auto opened = round(pack_frame(1, 2, 3, payload, kSecret));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(*opened, payload);
  }
}

TEST(Frame, WhatDoesNotCompressTravelsPlain) {
  const Bytes payload = testing::SeededRandom(1).bytes(4000);
  const Bytes body = pack_frame(1, 2, 3, payload, kSecret);
  EXPECT_LE(body.size(), payload.size() + 60);
  EXPECT_EQ(*round(body), payload);
}

TEST(Frame, AnotherSecretDoesNotOpenIt) {
  const auto opened = round(pack_frame(1, 2, 3, "payload", kSecret), Bytes(32, 't'));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
}

TEST(Frame, EveryFlippedBitIsFoundOut) {
  const Bytes payload(200, 'y');
  const Bytes body = pack_frame(1, 2, 3, payload, kSecret);
  for (std::size_t at = 0; at < body.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = body;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const auto opened = round(damaged);
      if (!opened.ok()) continue;
      EXPECT_EQ(*opened, payload) << "byte " << at << " bit " << bit;
    }
  }
}

// A frame whose payload opens to another size than it names, by somebody who has the secret: the MAC of the
// lie is right, by the layout of docs/protocol.md section 5.
Bytes lying_frame(const Bytes& payload, std::uint32_t size) {
  Bytes packed(ZSTD_compressBound(payload.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), payload.data(), payload.size(), 3));
  v1::Frame frame;
  frame.set_organisation(1);
  frame.set_device(2);
  frame.set_nonce(3);
  frame.set_encoding(1);
  frame.set_size(size);
  frame.set_payload(packed);
  fuzz::seal_frame(frame, kSecret);
  return frame.SerializeAsString();
}

// A visit's worth of the schema's tags and of what people write, which no other frame has carried before.
Bytes a_visit() {
  Bytes fields;
  write_bytes(fields, 1, testing::SeededRandom(3).bytes(16));
  for (const std::uint32_t number : {7U, 8U, 9U})
    write_bytes(fields, number, "和爷爷奶奶一起住，爸爸妈妈都在广东打工，过年才回来");
  return fields;
}

TEST(Frame, ASmallPayloadIsPackedWithTheDictionary) {
  const Bytes payload = a_visit();
  const Bytes body = pack_frame(1, 2, 3, payload, kSecret);
  EXPECT_EQ(parse_frame(body)->dictionary(), 1U);
  Bytes without(ZSTD_compressBound(payload.size()), '\0');
  EXPECT_LT(parse_frame(body)->payload().size(),
            ZSTD_compress(without.data(), without.size(), payload.data(), payload.size(), 3));
  EXPECT_EQ(*round(body), payload);
}

TEST(Frame, ALargeOneHasItsOwnWords) {
  Bytes payload;
  for (int i = 0; i < 1000; ++i) payload += a_visit();
  const Bytes body = pack_frame(1, 2, 3, payload, kSecret);
  EXPECT_EQ(parse_frame(body)->dictionary(), 0U);
  EXPECT_EQ(*round(body), payload);
}

// Whoever has it compresses against these very bytes: another dictionary gets another id.
TEST(Frame, TheDictionaryIsForEverAsItIs) {
  EXPECT_EQ(to_hex(crypto::hash(dictionary(1), 16)), "3839bc38511300f767e2d6fec5722a32");
  EXPECT_TRUE(dictionary(0).empty());
  EXPECT_TRUE(dictionary(2).empty());
}

TEST(Frame, ADictionaryThatIsNotKnownIsRefused) {
  v1::Frame frame = *parse_frame(pack_frame(1, 2, 3, a_visit(), kSecret));
  frame.set_dictionary(2);
  fuzz::seal_frame(frame, kSecret);
  const auto opened = round(frame.SerializeAsString());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
}

TEST(Frame, ABombIsRefusedBeforeItIsUnpacked) {
  const Bytes bomb = lying_frame(Bytes(64 << 20, '\0'), 100);
  EXPECT_LT(bomb.size(), 100'000U);
  const auto opened = round(bomb);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
  const auto honest = round(lying_frame(Bytes(64 << 20, '\0'), 64 << 20));
  ASSERT_FALSE(honest.ok());
  EXPECT_EQ(honest.error().code, ErrorCode::kTooLarge);
}

TEST(Frame, ABodyOverTheLimitIsRefused) {
  const auto frame = parse_frame(Bytes(limits::kBodyBytes + 1, 'x'));
  ASSERT_FALSE(frame.ok());
  EXPECT_EQ(frame.error().code, ErrorCode::kTooLarge);
}

TEST(Frame, TruncatedBodiesAreErrors) {
  const Bytes body = pack_frame(1, 2, 3, Bytes(500, 'z'), kSecret);
  for (std::size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(round(body.substr(0, size)).ok()) << size;
}

}  // namespace
}  // namespace xinqiao::wire
