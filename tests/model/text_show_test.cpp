// Goal: people read values in their own words, also values of a newer schema and damaged ones.
// Method: fields made by hand.
#include <gtest/gtest.h>

#include "model/text_codec.h"

namespace xinqiao {
namespace {

const schema::Field& field(std::string_view kind, std::string_view name) {
  return *schema::find_kind(kind)->message->find(name);
}

Bytes bytes(std::string_view kind, const std::vector<text::Assignment>& assignments) {
  return text::parse(*schema::find_kind(kind)->message, assignments, {}, {})->begin()->second;
}

TEST(TextShow, ChoicesAndYesAreChinese) {
  EXPECT_EQ(text::value_text(field("check_in", "result"), bytes("check_in", {{"result", "urgent"}})), "紧急");
  EXPECT_EQ(text::value_text(field("child", "low_income"), bytes("child", {{"low_income", "true"}})), "是");
}

TEST(TextShow, BrokenTextStaysReadable) {
  Bytes broken;
  write_bytes(broken, field("child", "name").number, "龙\xE9兰\xFF");
  EXPECT_EQ(text::value_text(field("child", "name"), broken), "龙\uFFFD兰\uFFFD");
}

TEST(TextShow, PartsAreNamed) {
  EXPECT_EQ(text::value_text(field("child", "location"),
                             bytes("child", {{"location.lat", "28.10"}, {"location.lon", "109"}})),
            "纬度 28.1，经度 109");
  EXPECT_EQ(text::value_text(field("person", "posts"), bytes("person", {{"posts.0", "office"}, {"posts.1", "helper"}})),
            "职务 乡镇办公室；职务 帮扶人");
}

TEST(TextShow, AChoiceOfANewerSchemaIsANumber) {
  Bytes value;
  write_varint(value, 5, 9);
  EXPECT_EQ(text::value_text(field("check_in", "result"), value), "9");
}

TEST(TextShow, ANumberThatIsNoDayOrTimeIsANumber) {
  Bytes value;
  write_varint(value, 4, 20181301);
  EXPECT_EQ(text::value_text(field("child", "birth_date"), value), "20181301");
  value.clear();
  write_varint(value, 31, static_cast<std::uint64_t>(INT64_MIN));
  EXPECT_EQ(text::value_text(field("child", "entered_at"), value), "-9223372036854775808");
}

TEST(TextShow, AValueOfAnotherTypeIsShownAsItsBytes) {
  Bytes value;
  write_varint(value, 1, 5);
  EXPECT_EQ(text::value_text(field("child", "name"), value), "0805");
}

}  // namespace
}  // namespace xinqiao
