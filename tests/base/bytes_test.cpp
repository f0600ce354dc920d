// Goal: octets survive every notation, and text is told from what is not text.
// Method: known vectors, hostile input, and properties over random octets.
#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace xinqiao {
namespace {

TEST(Bytes, HexAndBase64GoThereAndBack) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    RC_ASSERT(*from_hex(to_hex(bytes)) == bytes);
    RC_ASSERT(*from_base64url(to_base64url(bytes)) == bytes);
  }));
}

TEST(Bytes, KnownNotations) {
  EXPECT_EQ(to_hex(std::string("\x00\x7f\xff", 3)), "007fff");
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(to_hex(""), "");
  EXPECT_EQ(to_base64url(""), "");
}

TEST(Bytes, BrokenHexIsRefused) {
  for (const char* text : {"0", "0g", "00 ", " 00", "0x00", "00:11"}) EXPECT_FALSE(from_hex(text).ok()) << text;
}

TEST(Bytes, BrokenBase64IsRefused) {
  for (const char* text : {"A", "AA==", "A+A/", "AA A", "AAA\n", "-__-\xff", "\xf4\xf4\xf4\xf4", "QR"}) {
    EXPECT_FALSE(from_base64url(text).ok()) << text;
  }
}

TEST(Bytes, NumbersAreLittleEndian) {
  Bytes out;
  append_u32(out, 0x01020304);
  append_u64(out, 0x0102030405060708);
  EXPECT_EQ(to_hex(out), "040302010807060504030201");
  EXPECT_EQ(read_u64(BytesView(out).substr(4)), 0x0102030405060708u);
}

TEST(Bytes, ReadingFromFewerThanEightBytesTakesWhatIsThere) {
  EXPECT_EQ(read_u64("\x01\x02"), 0x0201u);
  EXPECT_EQ(read_u64(""), 0u);
}

TEST(Bytes, Utf8OfEveryLengthIsText) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xc3\xa9心𠮷"));
  EXPECT_EQ(utf8_length("心桥"), 3u);
  EXPECT_EQ(utf8_length("𠮷"), 4u);
  EXPECT_EQ(utf8_length(""), 0u);
}

TEST(Bytes, ThreeBytesAreTextWhenTheirCharactersAreWhole) {
  const auto is_whole = [](std::string_view text) {
    while (!text.empty()) {
      const std::size_t length = utf8_length(text);
      if (length == 0) return false;
      text.remove_prefix(length);
    }
    return true;
  };
  std::string text(3, '\0');
  for (int lead = 0xDF; lead <= 0xF0; ++lead) {
    for (int rest = 0; rest < 0x10000; ++rest) {
      text = {static_cast<char>(lead), static_cast<char>(rest >> 8), static_cast<char>(rest & 0xFF)};
      if (is_utf8(text) != is_whole(text)) FAIL() << to_hex(text);
    }
  }
}

TEST(Bytes, WhatIsNotUtf8IsNotText) {
  const char* broken[] = {
      "\x80",              // a continuation without a start
      "\xc0\xaf",          // overlong in two bytes
      "\xe0\x80\xaf",      // in three
      "\xf0\x80\x80\xaf",  // in four
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // beyond U+10FFFF
      "\xe5\xbf",          // cut
      "\xff",
      "\xe5\x28\x83",
  };
  for (const char* text : broken) EXPECT_FALSE(is_utf8(text)) << to_hex(text);
}

}  // namespace
}  // namespace xinqiao
