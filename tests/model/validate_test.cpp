// Goal: a server refuses only what no version can read; a device refuses what its own schema calls wrong.
// Method: fields made by hand, one fault each.
#include "model/validate/validate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/limits.h"
#include "model/text_codec.h"

namespace xinqiao {
namespace {

using What = Violation::What;

const schema::Kind& kind(std::string_view name) { return *schema::find_kind(name); }

Fields with_text(std::uint32_t number, std::string_view text) {
  Fields fields;
  write_bytes(fields[number], number, text);
  return fields;
}

Fields with_number(std::uint32_t number, std::uint64_t value) {
  Fields fields;
  write_varint(fields[number], number, value);
  return fields;
}

void expect_violation(std::string_view name, const Fields& fields, What what, std::uint32_t field) {
  const Violation violation = check_wire(&kind(name), fields);
  EXPECT_EQ(violation.what, what);
  EXPECT_EQ(violation.field, field);
}

std::string refusal(std::string_view name, const Fields& fields) {
  const Status status = check_values(kind(name), fields);
  return status.ok() ? "" : status.error().message;
}

TEST(CheckWire, TextAtTheLimitPassesAndOneByteMoreDoesNot) {
  expect_violation("child", with_text(1, std::string(limits::kTextBytes, 'x')), What::kNone, 0);
  expect_violation("child", with_text(1, std::string(limits::kTextBytes + 1, 'x')), What::kTextTooLong, 1);
}

TEST(CheckWire, TextThatIsNotUtf8IsFoundAlsoInPartsAndLists) {
  expect_violation("child", with_text(1, "\xff"), What::kBadText, 1);
  Bytes card;
  write_bytes(card, 2, "\xc0\xaf");
  expect_violation("visit", with_text(20, card), What::kBadText, 20);
  Fields needs = with_text(15, "好");
  write_bytes(needs[15], 15, "\xff");
  expect_violation("visit", needs, What::kBadText, 15);
}

TEST(CheckWire, AnotherWireTypeIsABadValue) {
  expect_violation("child", with_number(1, 5), What::kBadValue, 1);
  expect_violation("child", with_text(4, "x"), What::kBadValue, 4);
  Bytes location;
  write_varint(location, 1, 5);
  expect_violation("child", with_text(12, location), What::kBadValue, 12);
}

TEST(CheckWire, NestedMessagesThatDoNotParseAndIdsOfAnotherLengthAreBadValues) {
  expect_violation("child", with_text(12, "\x08"), What::kBadValue, 12);
  expect_violation("visit", with_text(1, "short"), What::kBadValue, 1);
  expect_violation("visit", with_text(1, ""), What::kBadValue, 1);
  expect_violation("child", with_number(4, std::uint64_t{1} << 32), What::kBadValue, 4);
}

TEST(CheckWire, BytesOfAnotherFieldUnderANumberAreABadValue) {
  Fields fields;
  write_bytes(fields[1], 2, "smuggled");
  expect_violation("child", fields, What::kBadValue, 1);
  fields = {{1, "\xff"}};
  expect_violation("child", fields, What::kBadValue, 1);
  EXPECT_EQ(check_wire(nullptr, fields).what, What::kBadValue);
}

TEST(CheckWire, WhatANewerSchemaMayHoldPasses) {
  expect_violation("check_in", with_number(5, 99), What::kNone, 0);
  expect_violation("check_in", with_text(900, "\xff"), What::kNone, 0);
  Bytes location;
  write_bytes(location, 900, "\xff");
  expect_violation("child", with_text(12, location), What::kNone, 0);
  EXPECT_EQ(check_wire(nullptr, with_text(1, "\xff")).what, What::kNone);
  expect_violation("child", with_number(4, 20181301), What::kNone, 0);
}

TEST(CheckWire, AnyOctetsAreJudgedWithoutHarm) {
  EXPECT_TRUE(rc::check([](const std::string& octets) {
    const auto fields = split_fields(octets);
    if (!fields.ok()) return;
    for (const schema::Kind& one : schema::kinds()) {
      if (check_wire(&one, *fields).what != What::kNone) RC_ASSERT(!check_values(one, *fields).ok());
    }
  }));
}

TEST(CheckValues, NumbersOutOfRangeAreRefused) {
  EXPECT_EQ(refusal("visit", with_number(18, 5)), "");
  EXPECT_EQ(refusal("visit", with_number(18, 6)),
            "情绪（1-5） mood: '6' 应在 1 到 5 之间 / mood: '6' must be from 1 to 5");
  EXPECT_NE(refusal("contact", with_number(5, 1899)), "");
}

TEST(CheckValues, ImpossibleDaysAndTimesAreRefused) {
  EXPECT_EQ(refusal("child", with_number(4, 20240229)), "");
  EXPECT_NE(refusal("child", with_number(4, 20230229)).find("birth_date: '20230229'"), std::string::npos);
  EXPECT_NE(refusal("child", with_number(31, UINT64_MAX << 1 >> 1)), "");
}

TEST(CheckValues, PartsAreNamedByTheirPath) {
  Bytes location;
  write_double(location, 1, 90.5);
  EXPECT_EQ(refusal("child", with_text(12, location)),
            "纬度 location.lat: '90.5' 应在 -90 到 90 之间 / location.lat: '90.5' must be from -90 to 90");
  Bytes post;
  write_varint(post, 3, 13);
  Fields posts = with_text(3, "");
  write_bytes(posts[3], 3, post);
  EXPECT_NE(refusal("person", posts).find("posts.1.grade"), std::string::npos);
}

TEST(CheckValues, PhonesHaveDigitsAndLittleElse) {
  for (const char* phone : {"110", "138 0000 0000", "+86-743-1234567", "(0743) 1234567"}) {
    EXPECT_EQ(refusal("person", with_text(2, phone)), "") << phone;
  }
  for (const char* phone : {"", "12", "138x0000", "１３８", "---", "123456789012345678901"}) {
    EXPECT_NE(refusal("person", with_text(2, phone)), "") << phone;
  }
}

TEST(CheckValues, OnlyNotesHaveLineEndsAndNothingHasControlCharacters) {
  EXPECT_EQ(refusal("child", with_text(19, "一\n二\r\n三\t四")), "");
  EXPECT_NE(refusal("child", with_text(1, "一\n二")).find("must be one line"), std::string::npos);
  EXPECT_NE(refusal("child", with_text(19, std::string_view("a\0b", 3))).find("control character"), std::string::npos);
  for (const char* unseen : {"a\x1b[31m", "a\x7f",
                             "a\xC2\x9B"
                             "31m",
                             "a\xE2\x80\xAE"
                             "b"}) {
    const std::string said = refusal("child", with_text(19, unseen));
    EXPECT_NE(said.find("control character"), std::string::npos) << said;
    EXPECT_EQ(said.find(unseen), std::string::npos) << "no terminal is to obey it";
  }
  for (const char* ordinary : {"一行\n两行", "👨‍👩‍👧", "ئۇيغۇرچە",
                               "\xE2\x80\xAB"
                               "ئۇ"
                               "\xE2\x80\xAC",
                               "བོད་ཡིག"}) {
    EXPECT_EQ(refusal("child", with_text(19, ordinary)), "") << ordinary;
  }
}

TEST(CheckValues, UnknownFieldsAndChoicesPass) {
  EXPECT_EQ(refusal("check_in", with_number(5, 99)), "");
  EXPECT_EQ(refusal("check_in", with_text(900, "\xff")), "");
}

TEST(CheckValues, WhatTheWireRulesRefuseIsRefusedWithTheField) {
  EXPECT_NE(refusal("child", with_text(1, std::string(9000, 'x'))).find("姓名 name"), std::string::npos);
  EXPECT_NE(refusal("child", with_number(1, 5)).find("姓名 name"), std::string::npos);
}

TEST(CheckRequired, EveryMissingFieldIsNamedAtOnce) {
  const Status status = check_required(kind("organisation"), {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "名称 name、类型 kind: 必填 / name, kind: required");
  EXPECT_FALSE(check_required(kind("child"), with_text(1, "")).ok());
  EXPECT_FALSE(check_required(kind("child"), {{1, ""}}).ok());
  EXPECT_TRUE(check_required(kind("child"), with_text(1, "甲")).ok());
}

}  // namespace
}  // namespace xinqiao
