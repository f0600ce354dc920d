// Goal: every field of every kind says the same as text, as bytes and as JSON, kinds of tomorrow included.
// Method: values drawn for each field from its type and format; the schema table names the fields.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "model/sample_values.h"
#include "model/text_codec.h"
#include "model/validate/validate.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao {
namespace {

using text::Assignment;

// Follows "posts.0.role" down to the bytes of its last part.
Bytes bytes_at(const schema::Message& message, const Fields& fields, std::string path) {
  const std::size_t dot = path.find('.');
  const schema::Field* field = message.find(path.substr(0, dot));
  const Bytes bytes = fields.at(field->number);
  if (dot == std::string::npos) return bytes;
  path = path.substr(dot + 1);
  if (field->repeated) path = path.substr(path.find('.') + 1);
  return bytes_at(*field->message, *split_fields(*read_bytes(bytes)), path);
}

TEST(RoundTrip, TextToBytesToTextForEveryFieldOfEveryKind) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (const schema::Kind& kind : schema::kinds()) {
      testing::for_each_scalar(*kind.message, "", [&](const std::string& path, const schema::Field& field) {
        const std::string typed = testing::sample_text(field, random);
        const auto parsed = text::parse(*kind.message, {{path, typed}}, {}, {});
        RC_ASSERT(parsed.ok());
        RC_ASSERT(check_wire(&kind, *parsed).what == Violation::What::kNone);
        RC_ASSERT(check_values(kind, *parsed).ok());
        const std::string shown = text::value_text(field, bytes_at(*kind.message, *parsed, path));
        if (field.type != schema::Type::kDouble) RC_ASSERT(shown == typed);
        RC_ASSERT(*text::parse(*kind.message, {{path, shown}}, {}, {}) == *parsed);
      });
    }
  }));
}

TEST(RoundTrip, AWholeRecordOfEveryKindSplitsJoinsAndShowsEveryFieldInJson) {
  std::mt19937_64 random(7);
  for (const schema::Kind& kind : schema::kinds()) {
    std::vector<Assignment> assignments;
    testing::for_each_scalar(*kind.message, "", [&](const std::string& path, const schema::Field& field) {
      assignments.push_back({path, testing::sample_text(field, random)});
    });
    const auto fields = text::parse(*kind.message, assignments, {}, {});
    ASSERT_TRUE(fields.ok()) << fields.error().message;
    EXPECT_EQ(*split_fields(join_fields(*fields)), *fields);
    EXPECT_TRUE(check_required(kind, *fields).ok());
    const auto json = nlohmann::json::parse(text::to_json(Id(), kind.number, *fields));
    EXPECT_EQ(json.at("record_kind"), kind.name);
    EXPECT_FALSE(json.contains("unknown"));
    for (const schema::Field& field : kind.message->fields) EXPECT_TRUE(json.contains(field.name)) << field.name;
  }
}

TEST(RoundTrip, TheGeneratedMessageReadsWhatWasTyped) {
  const auto fields = text::parse(*schema::find_kind("child")->message,
                                  {{"name", "李小满"},
                                   {"birth_date", "2018-09-16"},
                                   {"location.lat", "28.125"},
                                   {"status", "graduated"},
                                   {"low_income", "是"},
                                   {"sex", "female"}},
                                  {}, {});
  ASSERT_TRUE(fields.ok());
  v1::Child child;
  ASSERT_TRUE(child.ParseFromString(join_fields(*fields)));
  EXPECT_EQ(child.name(), "李小满");
  EXPECT_EQ(child.birth_date(), 20180916u);
  EXPECT_EQ(child.location().lat(), 28.125);
  EXPECT_FALSE(child.location().has_lon());
  EXPECT_EQ(child.status().state(), v1::CHILD_STATE_GRADUATED);
  EXPECT_TRUE(child.low_income());
  EXPECT_EQ(child.sex(), v1::SEX_FEMALE);
  EXPECT_EQ(*split_fields(child.SerializeAsString()), *fields);
}

}  // namespace
}  // namespace xinqiao
