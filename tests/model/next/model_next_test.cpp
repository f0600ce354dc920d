// Goal: a test can be a program one version ahead of ours.
// Method: the table of the next schema linked in place of ours, under the same code.
#include <gtest/gtest.h>

#include "model/text_codec.h"

namespace xinqiao {
namespace {

TEST(ModelNext, KnowsTheAddedKindFieldPartAndValue) {
  ASSERT_NE(schema::find_kind("outing"), nullptr);
  EXPECT_EQ(schema::find_kind("outing")->number, 990u);
  const schema::Kind* child = schema::find_kind("child");
  ASSERT_NE(child->message->find("nickname"), nullptr);
  ASSERT_NE(child->message->find("location")->message->find("altitude_m"), nullptr);
  const schema::Field* result = schema::find_kind("check_in")->message->find("result");
  ASSERT_NE(result->enumeration->find("in_danger"), nullptr);
}

TEST(ModelNext, StillKnowsEverythingElse) {
  const schema::Kind* child = schema::find_kind("child");
  const auto fields =
      text::parse(*child->message, {{"name", "甲"}, {"location.lat", "28.1"}, {"location.altitude_m", "640"}}, {}, {});
  ASSERT_TRUE(fields.ok()) << fields.error().message;
  EXPECT_EQ(text::value_json(*child->message->find("location"), fields->at(12)), R"({"lat":28.1,"altitude_m":640})");
}

}  // namespace
}  // namespace xinqiao
