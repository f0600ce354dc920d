// Goal: one object a record that any reader of JSON takes, with everything in it, known or not.
// Method: the whole text where it is short; a second reader for the rest.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "model/text_codec.h"

namespace xinqiao {
namespace {

constexpr const char* kUuid = "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b";

std::string json_of(std::string_view kind, const std::vector<text::Assignment>& assignments) {
  const schema::Kind* found = schema::find_kind(kind);
  return text::to_json(*Id::parse(kUuid), found->number, *text::parse(*found->message, assignments, {}, {}));
}

TEST(Json, ARecordIsOneObjectInTheOrderOfItsFields) {
  EXPECT_EQ(json_of("visit", {{"mood", "4"},
                              {"kind", "talk"},
                              {"started", "2026-10-12T08:00"},
                              {"needs", "书,笔"},
                              {"child", kUuid},
                              {"location.lat", "28.1"},
                              {"next_date", "2026-10-26"}}),
            std::string(R"({"id":"0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b","record_kind":"visit",)") +
                R"("child":"0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b","kind":"talk",)" +
                R"("started":"2026-10-12T08:00:00+08:00","location":{"lat":28.1},"needs":["书","笔"],)" +
                R"("next_date":"2026-10-26","mood":4})");
}

TEST(Json, ARecordWithoutFieldsHasItsIdAndKind) {
  EXPECT_EQ(text::to_json(Id(), 1, {}), R"({"id":"00000000-0000-0000-0000-000000000000","record_kind":"child"})");
}

TEST(Json, ListedPartsAreObjectsAndFalseIsSaid) {
  EXPECT_NE(json_of("person", {{"posts.0", "office"}, {"posts.1", "helper"}, {"case_worker", "否"}})
                .find(R"("posts":[{"role":"office"},{"role":"helper"}],"case_worker":false)"),
            std::string::npos);
}

TEST(Json, WhatTheSchemaDoesNotKnowIsKeptAsHex) {
  Fields fields;
  write_varint(fields[900], 900, 5);
  write_varint(fields[5], 5, 9);  // a newer value of `result`
  write_varint(fields[6], 6, 1);  // not the type of `note`
  Bytes location;
  write_varint(location, 77, 1);
  write_bytes(fields[7], 7, location);
  const auto json = nlohmann::json::parse(text::to_json(Id(), 4, fields));
  EXPECT_EQ(json.at("result"), 9);
  EXPECT_EQ(json.at("unknown"), (nlohmann::json{{"6", "3001"}, {"900", "a03805"}}));
  EXPECT_EQ(json.at("location"), (nlohmann::json{{"unknown", {{"77", "e80401"}}}}));
}

TEST(Json, ARecordOfAnUnknownKindKeepsEveryField) {
  Fields fields;
  write_bytes(fields[2], 2, "x");
  EXPECT_EQ(text::to_json(Id(), 990, fields),
            R"({"id":"00000000-0000-0000-0000-000000000000","record_kind":"kind_990","unknown":{"2":"120178"}})");
}

TEST(Json, NumbersThatJsonLacksAreNull) {
  Bytes location;
  write_double(location, 1, std::numeric_limits<double>::infinity());
  Bytes field;
  write_bytes(field, 12, location);
  EXPECT_EQ(text::value_json(*schema::find_kind("child")->message->find("location"), field), R"({"lat":null})");
}

TEST(Json, DoublesComeBackExactly) {
  EXPECT_TRUE(rc::check([](double number) {
    Bytes location;
    write_double(location, 1, number);
    Bytes field;
    write_bytes(field, 12, location);
    const auto json =
        nlohmann::json::parse(text::value_json(*schema::find_kind("child")->message->find("location"), field));
    RC_ASSERT(json.at("lat").get<double>() == number);
  }));
}

TEST(Json, EveryTextIsQuotedSoThatItComesBack) {
  EXPECT_EQ(text::quote_json("a\"\\\n\t\x01\x7f心"), "\"a\\\"\\\\\\n\\t\\u0001\\u007f心\"");
  for (int c = 0; c < 128; ++c) {
    const std::string one(1, static_cast<char>(c));
    EXPECT_EQ(nlohmann::json::parse(text::quote_json(one)).get<std::string>(), one);
  }
}

TEST(Json, BrokenTextIsStillJson) {
  EXPECT_EQ(text::quote_json("a\xff"
                             "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_TRUE(
      rc::check([](const std::string& octets) { RC_ASSERT(nlohmann::json::accept(text::quote_json(octets))); }));
}

TEST(Json, AnyOctetsInAnyFieldGiveJson) {
  EXPECT_TRUE(rc::check([](const std::string& octets) {
    for (const schema::Kind& kind : schema::kinds()) {
      Fields fields;
      for (const schema::Field& field : kind.message->fields) {
        write_bytes(fields[field.number], field.number, octets);
        if (field.number % 3 == 0) fields[field.number] = octets;
      }
      RC_ASSERT(nlohmann::json::accept(text::to_json(Id(), kind.number, fields)));
      for (const schema::Field& field : kind.message->fields) text::value_text(field, fields[field.number]);
    }
  }));
}

}  // namespace
}  // namespace xinqiao
