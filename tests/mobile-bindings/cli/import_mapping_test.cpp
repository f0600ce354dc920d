// Goal: every field of the file finds its place, and what is wrong is refused by name.
// Method: lines of the sample's form through the mapping, with a device that knows what the test says.
#include "cli/import/import_mapping.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/failure.h"
#include "mobile-bindings/cli/made_world.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kChildId = "0ad1e8ab-b9e1-44d0-80b5-47270c9368d9";
constexpr const char* kVisitor = "9e39a4fb-6224-41ea-acaf-f8519f8055c6";

using xinqiao::testing::made;

class World final : public xinqiao::testing::MadeWorld {
 public:
  bool knows(std::string_view kind, const Id& id) override {
    return kind == "child" ? id.uuid() == kChildId : visitor_known && id.uuid() == kVisitor;
  }
  bool visitor_known = false;
};

json shown(const ImportRecord& record) {
  return json::parse(text::to_json(record.id, schema::find_kind(record.kind)->number, record.fields));
}

std::vector<json> child_records(const json& fields) {
  World world;
  ImportLine line(fields.dump());
  std::vector<json> records;
  for (const auto& record : map_child(line, world)) records.push_back(shown(record));
  EXPECT_TRUE(line.rest().empty());
  return records;
}

json visit_record(const json& fields, bool visitor_known = false) {
  World world;
  world.visitor_known = visitor_known;
  ImportLine line(fields.dump());
  const json record = shown(map_visit(line, world));
  EXPECT_TRUE(line.rest().empty());
  return record;
}

std::string refusal(const std::function<void()>& run) {
  try {
    run();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "taken";
}

TEST(ImportMapping, AChildWithEveryFieldOfTheSample) {
  const json line = {{"id", kChildId},
                     {"name", "麻倩珍"},
                     {"sex", "F"},
                     {"birth_date", "2018-09-16"},
                     {"ethnicity", "汉族"},
                     {"school", "西茶乡寄宿制学校"},
                     {"class", "三年级2班"},
                     {"township", "西茶乡"},
                     {"village", "兴沟坳"},
                     {"address", "西茶乡兴沟坳8组11号"},
                     {"living_arrangement", "boards_full_time"},
                     {"lives_with", "学校寄宿"},
                     {"household_size", 7},
                     {"low_income", false},
                     {"risk_level", "low"},
                     {"remark", "  两端的空格也要留着 "},
                     {"updated_at", "2026-04-18T21:07:06+08:00"}};
  const auto records = child_records(line);
  ASSERT_EQ(records.size(), 1u);  // nobody around the child was named
  const std::string township = made("township 西茶乡").uuid();
  EXPECT_EQ(records[0], json({{"id", kChildId},
                              {"record_kind", "child"},
                              {"name", "麻倩珍"},
                              {"sex", "female"},
                              {"birth_date", "2018-09-16"},
                              {"ethnicity", "汉族"},
                              {"school", made("school西茶乡寄宿制学校" + township).uuid()},
                              {"grade", 3},
                              {"class", "2班"},
                              {"village", made("village兴沟坳" + township).uuid()},
                              {"home_address", "西茶乡兴沟坳8组11号"},
                              {"living_arrangement", "boards_full_time"},
                              {"lives_with", "学校寄宿"},
                              {"household_size", 7},
                              {"low_income", false},
                              {"remark", "  两端的空格也要留着 "},
                              {"risk_level", "low"},
                              {"entered_at", "2026-04-18T21:07:06+08:00"}}));
}

TEST(ImportMapping, ParentsAndGuardianAreContactsOfTheirOwn) {
  const auto records = child_records({{"id", kChildId},
                                      {"name", "麻倩珍"},
                                      {"father_name", "麻义梓"},
                                      {"father_workplace", "深圳富士康"},
                                      {"father_phone", "19063742162"},
                                      {"father_away_since", "2024-02-20"},
                                      {"mother_name", ""},
                                      {"mother_phone", ""},
                                      {"guardian_name", "谢霞诺"},
                                      {"guardian_relation", "外婆"},
                                      {"guardian_age", 64},
                                      {"guardian_occupation", "看店"},
                                      {"guardian_phone", "19162643040"},
                                      {"guardian_health", "腰椎间盘突出"},
                                      {"updated_at", "2026-01-01T00:30:00+08:00"}});
  ASSERT_EQ(records.size(), 3u);  // the mother's fields are empty
  EXPECT_EQ(records[1], json({{"id", made(std::string(kChildId) + "father").uuid()},
                              {"record_kind", "contact"},
                              {"child", kChildId},
                              {"relation", "father"},
                              {"name", "麻义梓"},
                              {"workplace", "深圳富士康"},
                              {"phone", "19063742162"},
                              {"away_since", "2024-02-20"},
                              {"entered_at", "2026-01-01T00:30:00+08:00"}}));
  EXPECT_EQ(records[2], json({{"id", made(std::string(kChildId) + "guardian").uuid()},
                              {"record_kind", "contact"},
                              {"child", kChildId},
                              {"relation", "guardian"},
                              {"kinship", "外婆"},
                              {"name", "谢霞诺"},
                              {"birth_year", 1962},  // the year in China, where it is 2026 already
                              {"phone", "19162643040"},
                              {"occupation", "看店"},
                              {"health", "腰椎间盘突出"},
                              {"entered_at", "2026-01-01T00:30:00+08:00"}}));
}

TEST(ImportMapping, AVisitWithEveryFieldOfTheSample) {
  const json line = {{"id", "4502fa81-f558-443d-b8da-83cf1e6c3e02"},
                     {"child_id", kChildId},
                     {"visitor_id", kVisitor},
                     {"time", "2026-10-12T08:00:08+08:00"},
                     {"duration_min", 65},
                     {"kind", "home_visit"},
                     {"place", "家中"},
                     {"lat", 28.319092},
                     {"lon", 110.751529},
                     {"gps_acc_m", 4.8},
                     {"companion", "苏曦兰"},
                     {"living_note", "水管冻裂"},
                     {"learning_note", "认字很快"},
                     {"psych_note", "开朗"},
                     {"health_note", "无"},
                     {"mood_score", 2},
                     {"needs", {"冬衣, 两件", "文具"}},
                     {"follow_up_date", "2026-10-18"},
                     {"created_at", "2026-10-12T08:10:48+08:00"}};
  json expected = {{"id", "4502fa81-f558-443d-b8da-83cf1e6c3e02"},
                   {"record_kind", "visit"},
                   {"child", kChildId},
                   {"kind", "home_visit"},
                   {"by_name", kVisitor},
                   {"started", "2026-10-12T08:00:08+08:00"},
                   {"ended", "2026-10-12T09:05:08+08:00"},
                   {"duration_min", 65},
                   {"place", "家中"},
                   {"location", {{"lat", 28.319092}, {"lon", 110.751529}, {"accuracy_m", 4.8}}},
                   {"with_names", "苏曦兰"},
                   {"living", "水管冻裂"},
                   {"learning", "认字很快"},
                   {"mind", "开朗"},
                   {"health", "无"},
                   {"mood", 2},
                   {"needs", {"冬衣, 两件", "文具"}},
                   {"next_date", "2026-10-18"},
                   {"entered_at", "2026-10-12T08:10:48+08:00"}};
  EXPECT_EQ(visit_record(line), expected);
  expected.erase("by_name");
  expected["by"] = kVisitor;
  EXPECT_EQ(visit_record(line, true), expected);
}

TEST(ImportMapping, ABareVisitStaysBare) {
  const json line = {{"id", "4502fa81-f558-443d-b8da-83cf1e6c3e02"},
                     {"child_id", kChildId},
                     {"kind", "letter"},
                     {"companion", ""},
                     {"needs", json::array()},
                     {"follow_up_date", nullptr}};
  EXPECT_EQ(visit_record(line), json({{"id", "4502fa81-f558-443d-b8da-83cf1e6c3e02"},
                                      {"record_kind", "visit"},
                                      {"child", kChildId},
                                      {"kind", "letter"}}));
}

TEST(ImportMapping, FieldsOfTheSchemaAreTakenByTheirOwnNames) {
  World world;
  ImportLine line(json({{"id", "4502fa81-f558-443d-b8da-83cf1e6c3e02"},
                        {"child_id", kChildId},
                        {"kind", "talk"},
                        {"safety", "门口的鱼塘没有围栏"},
                        {"record_card", {{"topic", "想妈妈"}, {"advice", "周五晚上视频"}}},
                        {"weather", "晴"}})
                      .dump());
  ImportRecord record = map_visit(line, world);
  EXPECT_EQ(take_extra(line, record), std::vector<std::string>{"weather"});
  const json got = shown(record);
  EXPECT_EQ(got["safety"], "门口的鱼塘没有围栏");
  EXPECT_EQ(got["record_card"], json({{"topic", "想妈妈"}, {"advice", "周五晚上视频"}}));
}

TEST(ImportMapping, BadValuesAreNamed) {
  const auto child = [](const json& more) {
    json line = {{"id", kChildId}, {"name", "王敏"}};
    line.update(more);
    return refusal([&] { child_records(line); });
  };
  EXPECT_THAT(child({{"id", ""}}), HasSubstr("id is missing"));
  EXPECT_THAT(child({{"sex", "X"}}), HasSubstr("male, female"));
  EXPECT_THAT(child({{"birth_date", "2018-02-30"}}), HasSubstr("birth_date"));
  EXPECT_THAT(child({{"risk_level", "extreme"}}), HasSubstr("urgent"));
  EXPECT_THAT(child({{"household_size", 0}}), HasSubstr("household_size"));
  EXPECT_THAT(child({{"updated_at", "2026"}}), HasSubstr("updated_at"));
  EXPECT_THAT(child({{"guardian_age", 640}}), HasSubstr("guardian_age"));
  EXPECT_THAT(child({{"township", "西茶乡"}}), HasSubstr("township"));

  const auto visit = [](const json& more) {
    json line = {{"id", kVisitor}, {"child_id", kChildId}, {"kind", "talk"}};
    line.update(more);
    return refusal([&] { visit_record(line); });
  };
  EXPECT_THAT(visit({{"child_id", kVisitor}}), HasSubstr("import the children first"));
  EXPECT_THAT(visit({{"kind", "picnic"}}), HasSubstr("home_visit"));
  EXPECT_THAT(visit({{"mood_score", 6}}), HasSubstr("mood_score"));
  EXPECT_THAT(visit({{"duration_min", -5}}), HasSubstr("duration_min"));
  EXPECT_THAT(visit({{"follow_up_date", "soon"}}), HasSubstr("next_date"));
}

}  // namespace
}  // namespace xinqiao::cli
