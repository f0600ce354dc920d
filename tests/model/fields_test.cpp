// Goal: any message comes apart by field and together again, byte for byte; broken input is an error, never a crash.
// Method: hand-made wire format, every truncation of a real message, random octets.
#include "model/fields.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "model/wire_reader.h"

namespace xinqiao {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

TEST(Fields, AMessageIsCutByFieldWithTagsAndOrderKept) {
  // 1: varint 5, 2: "a", 1: varint 6, 2: "b"
  const auto fields =
      split_fields(hex("0805120161080612"
                       "0162"));
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ(fields->size(), 2u);
  EXPECT_EQ(fields->at(1), hex("08050806"));
  EXPECT_EQ(fields->at(2), hex("120161120162"));
  EXPECT_EQ(join_fields(*fields), hex("08050806120161120162"));
}

TEST(Fields, AnEmptyMessageHasNoFields) {
  EXPECT_TRUE(split_fields("")->empty());
  EXPECT_EQ(join_fields({}), "");
}

TEST(Fields, BrokenWireFormatIsRefused) {
  const char* broken[] = {
      "00",                      // field 0
      "0b0c",                    // a group
      "0c",                      // the end of a group
      "0e00",                    // wire type 6
      "0f00",                    // wire type 7
      "08",                      // no value
      "0880",                    // a value that goes on
      "08ffffffffffffffffff02",  // beyond 64 bits
      "0880808080808080808080"
      "00",  // longer than ten bytes
      "0a02"
      "61",                      // a text that is cut
      "0affffffffffffffffff01",  // a length beyond memory
      "0901020304050607",        // seven bytes of eight
      "0d010203",                // three of four
      "8080808010"
      "00",  // field 2^29
  };
  for (const char* text : broken) EXPECT_FALSE(split_fields(hex(text)).ok()) << text;
}

TEST(Fields, UnknownWireTypesOfKnownLengthSurvive) {
  const Bytes message =
      hex("0d01020304"
          "1101020304050607"
          "08");
  EXPECT_EQ(join_fields(*split_fields(message)), message);
}

TEST(Fields, AnyOctetsAreRefusedOrSurviveWhole) {
  EXPECT_TRUE(rc::check([](const std::string& octets) {
    const auto fields = split_fields(octets);
    if (!fields.ok()) return;
    std::size_t size = 0;
    for (const auto& [number, bytes] : *fields) size += bytes.size();
    RC_ASSERT(size == octets.size());
    RC_ASSERT(*split_fields(join_fields(*fields)) == *fields);
  }));
}

TEST(Fields, EveryTruncationIsRefusedOrEndsBetweenTwoFields) {
  Bytes message;
  write_varint(message, 1, UINT64_MAX);
  write_bytes(message, 2, "孩子");
  write_double(message, 300, 0.1);
  int whole = 0;
  for (std::size_t size = 0; size <= message.size(); ++size)
    whole += split_fields(message.substr(0, size)).ok() ? 1 : 0;
  EXPECT_EQ(whole, 4);
}

TEST(Fields, WhatIsWrittenIsReadBack) {
  EXPECT_TRUE(rc::check([](std::uint64_t value, double number, const std::string& octets) {
    const auto field = *rc::gen::inRange<std::uint32_t>(1, (1U << 29) - 1);
    Bytes varint;
    Bytes fixed;
    Bytes bytes;
    write_varint(varint, field, value);
    write_double(fixed, field, number);
    write_bytes(bytes, field, octets);
    RC_ASSERT(read_varint(varint) == value);
    RC_ASSERT(read_double(fixed) == number);
    RC_ASSERT(read_bytes(bytes) == octets);
    RC_ASSERT(split_fields(varint + fixed + bytes)->at(field) == varint + fixed + bytes);
  }));
}

TEST(Fields, TheLastOccurrenceWins) {
  EXPECT_EQ(read_varint(hex("08050806")), 6u);
  EXPECT_EQ(read_bytes(hex("120161120162")), "b");
}

TEST(Fields, AnotherWireTypeReadsAsNothing) {
  EXPECT_EQ(read_varint(hex("120161")), std::nullopt);
  EXPECT_EQ(read_bytes(hex("0805")), std::nullopt);
  EXPECT_EQ(read_double(hex("0805")), std::nullopt);
  EXPECT_EQ(read_varint(""), std::nullopt);
  EXPECT_EQ(read_varint(hex("08")), std::nullopt);
}

TEST(Fields, EachValueOfARepeatedFieldIsReadInOrder) {
  EXPECT_EQ(read_each(hex("120161120162")), (std::vector<Bytes>{"a", "b"}));
  EXPECT_EQ(read_each(""), std::vector<Bytes>());
  EXPECT_EQ(read_each(hex("1201611005")), std::nullopt);
  EXPECT_EQ(read_each(hex("1202")), std::nullopt);
}

}  // namespace
}  // namespace xinqiao
