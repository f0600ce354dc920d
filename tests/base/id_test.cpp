// Goal: ids are written one way, sort by time where they are random, and agree where they are derived.
// Method: fixed and random input.
#include "base/id.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "testing/seeded_random.h"

namespace xinqiao {
namespace {

TEST(Id, IsWrittenAsALowerCaseUuidAndReadBack) {
  const std::string text = "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b";
  const auto id = Id::parse(text);
  ASSERT_TRUE(id.ok());
  EXPECT_EQ(id->uuid(), text);
  EXPECT_EQ(id->bytes().size(), Id::kSize);
  EXPECT_EQ(Id::from_bytes(id->bytes()), *id);
}

TEST(Id, UpperCaseIsReadAndWrittenLower) {
  EXPECT_EQ(Id::parse("0198F3A2-7C4D-7E1F-8A2B-0C1D2E3F4A5B")->uuid(), "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b");
}

TEST(Id, ARandomOneTellsWhenItWasDrawnAndADerivedOneDoesNot) {
  testing::SeededRandom random(1);
  EXPECT_EQ(Id::random(1'792'000'000'123, random).drawn_ms(), 1'792'000'000'123);
  EXPECT_EQ(Id::derived("key", "name").drawn_ms(), std::nullopt);
}

TEST(Id, OtherTextIsRefused) {
  for (const char* text : {"", "0198f3a27c4d7e1f8a2b0c1d2e3f4a5b", "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5",
                           "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5g", "0198f3a2x7c4d-7e1f-8a2b-0c1d2e3f4a5b",
                           "{198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5}"}) {
    EXPECT_FALSE(Id::parse(text).ok()) << text;
  }
}

TEST(Id, BytesOfAnotherLengthAreTheNilId) {
  EXPECT_TRUE(Id().is_nil());
  EXPECT_TRUE(Id::from_bytes("short").is_nil());
  EXPECT_TRUE(Id::from_bytes(std::string(17, 'x')).is_nil());
}

TEST(Id, RandomOnesAreVersion7AndSortByTime) {
  SystemRandom random;
  const Id early = Id::random(1'700'000'000'000, random);
  const Id late = Id::random(1'700'000'000'001, random);
  EXPECT_LT(early, late);
  EXPECT_NE(early, Id::random(1'700'000'000'000, random));
  EXPECT_EQ(early.uuid().substr(0, 15), "018bcfe5-6800-7");
  EXPECT_TRUE(std::string("89ab").contains(early.uuid()[19]));
}

TEST(Id, DerivedOnesAgreeForTheSameKeyAndNaturalKeyOnly) {
  const Bytes key(32, 'k');
  const Id id = Id::derived(key, "school");
  EXPECT_EQ(id, Id::derived(key, "school"));
  EXPECT_NE(id, Id::derived(key, "village"));
  EXPECT_NE(id, Id::derived(Bytes(32, 'l'), "school"));
  EXPECT_EQ(id.uuid()[14], '8');
  EXPECT_TRUE(std::string("89ab").contains(id.uuid()[19]));
}

}  // namespace
}  // namespace xinqiao
