// Goal: what people type becomes the right bytes or an error they can act on.
// Method: assignments as on the command line, against records that exist already.
#include <gtest/gtest.h>

#include "model/text_codec.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao {
namespace {

using text::Assignment;
using text::Resolver;

constexpr const char* kUuid = "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b";

Result<Fields> parse(std::string_view kind, const std::vector<Assignment>& assignments, const Fields& current = {},
                     const Resolver& resolve = {}) {
  return text::parse(*schema::find_kind(kind)->message, assignments, current, resolve);
}

std::string refusal(std::string_view kind, const Assignment& assignment) {
  const auto fields = parse(kind, {assignment});
  if (fields.ok()) return "";
  EXPECT_EQ(fields.error().code, ErrorCode::kInvalid);
  return fields.error().message;
}

template <typename Message>
Message message_of(const Fields& fields) {
  Message message;
  EXPECT_TRUE(message.ParseFromString(join_fields(fields)));
  return message;
}

TEST(TextParse, OnlyTouchedFieldsComeBack) {
  const auto current = parse("child", {{"name", "甲"}, {"class", "一班"}});
  const auto touched = parse("child", {{"class", "二班"}}, *current);
  ASSERT_TRUE(touched.ok());
  EXPECT_EQ(touched->size(), 1u);
  EXPECT_EQ(message_of<v1::Child>(*touched).class_(), "二班");
}

TEST(TextParse, OnePartKeepsTheOthersAndWhatIsUnknownInThem) {
  v1::Child child;
  child.mutable_location()->set_lon(109.5);
  Bytes location = child.location().SerializeAsString();
  write_varint(location, 77, 5);
  Fields current;
  write_bytes(current[12], 12, location);
  const auto touched = parse("child", {{"location.lat", "28.1"}}, current);
  ASSERT_TRUE(touched.ok());
  const auto parts = split_fields(*read_bytes(touched->at(12)));
  EXPECT_EQ(read_double(parts->at(1)), 28.1);
  EXPECT_EQ(read_double(parts->at(2)), 109.5);
  EXPECT_EQ(read_varint(parts->at(77)), 5u);
}

TEST(TextParse, APartedFieldAloneMeansItsFirstPart) {
  EXPECT_EQ(*parse("child", {{"status", "graduated"}}), *parse("child", {{"status.state", "graduated"}}));
}

TEST(TextParse, ListedPartsAreNamedByPositionAndAppended) {
  const auto first = parse("person", {{"posts.0.role", "helper"}, {"posts.1", "office"}});
  ASSERT_TRUE(first.ok()) << first.error().message;
  const auto touched = parse("person", {{"posts.1.grade", "3"}, {"posts.2.role", "班主任"}}, *first);
  ASSERT_TRUE(touched.ok());
  const auto person = message_of<v1::Person>(*touched);
  ASSERT_EQ(person.posts_size(), 3);
  EXPECT_EQ(person.posts(0).role(), v1::POST_ROLE_HELPER);
  EXPECT_EQ(person.posts(1).role(), v1::POST_ROLE_OFFICE);
  EXPECT_EQ(person.posts(1).grade(), 3u);
  EXPECT_EQ(person.posts(2).role(), v1::POST_ROLE_CLASS_TEACHER);
}

TEST(TextParse, APositionThatIsMissingOrTooHighIsExplained) {
  for (const char* path : {"posts", "posts.role", "posts.1.role", "posts.-1.role", "posts.9999999999999999999999"}) {
    const std::string message = refusal("person", {path, "helper"});
    EXPECT_NE(message.find("posts.0.role"), std::string::npos) << path << message;
  }
}

TEST(TextParse, ListsAreSplitAtCommasThatAreNotEscaped) {
  const auto visit = message_of<v1::Visit>(*parse("visit", {{"needs", "棉衣, 书\\,本 ,,课外，书,\\ a\\\\"}}));
  ASSERT_EQ(visit.needs_size(), 4);
  EXPECT_EQ(visit.needs(0), "棉衣");
  EXPECT_EQ(visit.needs(1), "书,本");
  EXPECT_EQ(visit.needs(2), "课外，书");
  EXPECT_EQ(visit.needs(3), " a\\");
}

TEST(TextParse, AListReplacesTheOneBefore) {
  const auto current = parse("visit", {{"needs", "a,b"}});
  EXPECT_EQ(message_of<v1::Visit>(*parse("visit", {{"needs", "c"}}, *current)).needs_size(), 1);
  EXPECT_NE(refusal("visit", {"needs", " , "}).find("unset"), std::string::npos);
}

TEST(TextParse, TheLastAssignmentOfAFieldCounts) {
  EXPECT_EQ(message_of<v1::Child>(*parse("child", {{"name", "甲"}, {"name", "乙"}})).name(), "乙");
}

TEST(TextParse, YesAndNoAreReadInBothLanguages) {
  for (const char* yes : {"true", "是"}) {
    EXPECT_TRUE(message_of<v1::Child>(*parse("child", {{"low_income", yes}})).low_income());
  }
  for (const char* no : {"false", "否"}) {
    const auto child = message_of<v1::Child>(*parse("child", {{"low_income", no}}));
    EXPECT_TRUE(child.has_low_income());
    EXPECT_FALSE(child.low_income());
  }
  EXPECT_EQ(refusal("child", {"low_income", "1"}),
            "低保户 low_income: '1' 请写 是 或 否 / low_income: '1' must be true or false");
}

TEST(TextParse, ChoicesAreReadByNameAndByChineseLabel) {
  EXPECT_EQ(*parse("check_in", {{"result", "urgent"}}), *parse("check_in", {{"result", "紧急"}}));
}

TEST(TextParse, AnUnknownChoiceNamesTheChoicesAndTheNearest) {
  const std::string message = refusal("check_in", {"result", "urgnt"});
  EXPECT_NE(message.find("结果 result: 'urgnt'"), std::string::npos) << message;
  EXPECT_NE(message.find("well, needs_attention, urgent"), std::string::npos) << message;
  EXPECT_NE(message.find("did you mean urgent?"), std::string::npos) << message;
  EXPECT_NE(refusal("check_in", {"result", "unspecified"}), "");
  EXPECT_NE(refusal("check_in", {"result", "1"}), "");
}

TEST(TextParse, AnUnknownFieldNamesTheNearest) {
  EXPECT_EQ(
      refusal("child", {"hmoe_address", "x"}),
      "hmoe_address: 没有这个字段，是不是 home_address / hmoe_address: no such field, did you mean home_address?");
  EXPECT_NE(refusal("child", {"家庭住址", "x"}).find("home_address"), std::string::npos);
  EXPECT_EQ(refusal("child", {"zzzzzz", "x"}), "zzzzzz: 没有这个字段 / zzzzzz: no such field");
  EXPECT_NE(refusal("child", {"location.latt", "1"}).find("did you mean lat?"), std::string::npos);
  EXPECT_NE(refusal("child", {"", "1"}), "");
  EXPECT_NE(refusal("child", {"name.first", "1"}).find("has no parts"), std::string::npos);
}

TEST(TextParse, WrongDaysTimesAndNumbersSayWhatIsRight) {
  EXPECT_EQ(refusal("child", {"birth_date", "2018-13-01"}),
            "出生日期 birth_date: '2018-13-01' 不是日期，请写成 2018-09-16 / birth_date: '2018-13-01' is not a day, "
            "write it as 2018-09-16");
  EXPECT_NE(refusal("visit", {"started", "tomorrow"}).find("2026-10-12T08:00"), std::string::npos);
  EXPECT_NE(refusal("visit", {"mood", "6"}).find("must be from 1 to 5"), std::string::npos);
  for (const char* text : {"", "4.5", "-1", "+1", " 4", "4 ", "0x4", "4294967296", "四"}) {
    EXPECT_NE(refusal("child", {"household_size", text}), "") << text;
  }
  for (const char* text : {"", "nan", "inf", "91", "1,5", "28.1N"}) {
    EXPECT_NE(refusal("child", {"location.lat", text}), "") << text;
  }
}

TEST(TextParse, AWrongIdNumberSaysWhichPart) {
  EXPECT_NE(refusal("child", {"id_number", "11010519491231002"}).find("18"), std::string::npos);
  EXPECT_NE(refusal("child", {"id_number", "110105194912310021"}).find("check digit"), std::string::npos);
  EXPECT_EQ(message_of<v1::Child>(*parse("child", {{"id_number", "11010519491231002x"}})).id_number(),
            "11010519491231002X");
}

TEST(TextParse, ATextTooLongOrBrokenIsRefusedAndNotShownWhole) {
  const std::string message = refusal("child", {"remark", std::string(9000, 'x')});
  EXPECT_NE(message.find("8192"), std::string::npos);
  EXPECT_LT(message.size(), 300u);
  EXPECT_NE(refusal("child", {"name", "\xff"}).find("UTF-8"), std::string::npos);
}

TEST(TextParse, ANameIsResolvedToAnIdOfTheKindReferredTo) {
  std::string asked;
  const Resolver resolve = [&](std::string_view kind, std::string_view name) -> Result<Id> {
    asked = std::string(kind) + ":" + std::string(name);
    return *Id::parse(kUuid);
  };
  const auto touched = parse("child", {{"school", "中心小学"}}, {}, resolve);
  ASSERT_TRUE(touched.ok());
  EXPECT_EQ(asked, "organisation:中心小学");
  EXPECT_EQ(*touched, *parse("child", {{"school", kUuid}}));
}

TEST(TextParse, ARefusalOfTheResolverKeepsItsCodeAndNamesTheField) {
  const Resolver resolve = [](std::string_view, std::string_view) -> Result<Id> {
    return Error{ErrorCode::kNotFound, "没有这所学校 / no such school"};
  };
  const auto touched = parse("child", {{"school", "中心小学"}}, {}, resolve);
  ASSERT_FALSE(touched.ok());
  EXPECT_EQ(touched.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(touched.error().message, "学校 school: 没有这所学校 / no such school");
  EXPECT_NE(refusal("child", {"school", "中心小学"}).find("UUID"), std::string::npos);
}

}  // namespace
}  // namespace xinqiao
