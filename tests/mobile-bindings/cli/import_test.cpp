// Goal: the sample township arrives whole, once, and the same on every device; a bad line stops only itself.
// Method: real data folders, enrolled without a server, and the files of tests/data/township.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/china_time.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "mobile-bindings/enrolled_folder.h"
#include "model/text_codec.h"
#include "testing/temp_folder.h"

namespace xinqiao::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kChildren = "tests/data/township/children.jsonl";
constexpr const char* kVisits = "tests/data/township/visits.jsonl";

class Device {
 public:
  Device() {
    testing::enroll_without_server(folder_.path());
    core_ = std::make_unique<Core>(Core::Options{.folder = folder_.path()});
  }
  Core& core() { return *core_; }

  // What the command printed, and its failure's message when it failed.
  std::string import(const std::string& what, const std::string& file) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    std::string failure;
    try {
      import_file(*core_, what, file);
    } catch (const Failure& thrown) {
      failure = thrown.what();
    }
    errors = ::testing::internal::GetCapturedStderr();
    return ::testing::internal::GetCapturedStdout() + failure;
  }
  std::string import_lines(const std::string& what, const std::vector<json>& lines) {
    std::string text;
    for (const json& line : lines) text += (line.is_string() ? line.get<std::string>() : line.dump()) + "\n";
    return import_text(what, text);
  }
  std::string import_text(const std::string& what, const std::string& text) {
    const std::string file = folder_ / "lines.jsonl";
    std::ofstream(file, std::ios::binary) << text;
    return import(what, file);
  }

  std::map<std::string, json> all(const std::string& kind) {
    std::map<std::string, json> records;
    core_->for_each(kind, [&](const Record& record) {
      records[record.id.uuid()] = json::parse(text::to_json(record.id, record.kind_number, record.fields));
    });
    return records;
  }
  std::uint64_t unsent() { return core_->status().unsent(); }

  std::string errors;

 private:
  testing::TempFolder folder_;
  std::unique_ptr<Core> core_;
};

std::vector<json> lines_of(const char* file) {
  std::vector<json> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

json child_line(const std::string& id, const json& more = json::object()) {
  json line = {{"id", id}, {"name", "王敏"}, {"updated_at", "2026-04-18T21:07:06+08:00"}};
  line.update(more);
  return line;
}

constexpr const char* kA = "0ad1e8ab-b9e1-44d0-80b5-47270c9368d9";
constexpr const char* kB = "83cbf047-f62b-4c93-a9ff-79dd3100896a";

TEST(Import, TheSampleArrivesWithEveryNoteByteForByte) {
  Device device;
  EXPECT_THAT(device.import("children", kChildren), HasSubstr("60 行新增或更新，0 行没有变化，0 行有误"));
  EXPECT_THAT(device.import("visits", kVisits), HasSubstr("600 行新增或更新，0 行没有变化，0 行有误"));
  EXPECT_THAT(device.errors, Not(HasSubstr("Line")));  // only that there is no server to look at first
  const auto visits = device.all("visit");
  ASSERT_EQ(visits.size(), 600u);
  for (const json& line : lines_of(kVisits)) {
    const json& visit = visits.at(line["id"]);
    EXPECT_EQ(visit["living"], line["living_note"]);
    EXPECT_EQ(visit["learning"], line["learning_note"]);
    EXPECT_EQ(visit["mind"], line["psych_note"]);
    EXPECT_EQ(visit["health"], line["health_note"]);
    EXPECT_EQ(visit["location"]["lat"], line["lat"]);
    EXPECT_EQ(visit.value("needs", json::array()), line["needs"]);
    EXPECT_EQ(visit["by_name"], line["visitor_id"]);
    EXPECT_FALSE(visit.contains("by")) << "the importing person did not make the visit";
    EXPECT_EQ(visit["entered_at"], line["created_at"]);
  }
  EXPECT_EQ(device.all("child").size(), 60u);
  EXPECT_EQ(device.all("contact").size(), 180u);
  EXPECT_EQ(device.all("organisation").size(), 11u + 14u);  // the township is the server's own record
}

TEST(Import, ASecondTimeChangesNothing) {
  Device device;
  device.import("children", kChildren);
  device.import("visits", kVisits);
  const std::uint64_t unsent = device.unsent();
  EXPECT_THAT(device.import("children", kChildren), HasSubstr("0 行新增或更新，60 行没有变化，0 行有误"));
  EXPECT_THAT(device.import("visits", kVisits), HasSubstr("0 行新增或更新，600 行没有变化，0 行有误"));
  EXPECT_EQ(device.unsent(), unsent);
}

TEST(Import, AnotherDeviceMakesTheSameRecords) {
  Device one;
  Device two;
  for (Device* device : {&one, &two}) {
    device->import("children", kChildren);
    device->import("visits", kVisits);
  }
  for (const char* kind : {"child", "contact", "organisation", "visit"})
    EXPECT_EQ(one.all(kind), two.all(kind)) << kind;
}

TEST(Import, ANewerEntryUpdatesAndAnOlderOneDoesNot) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"remark", "先"}})});
  EXPECT_THAT(device.import_lines("children",
                                  {child_line(kA, {{"remark", "旧"}, {"updated_at", "2026-04-18T21:07:05+08:00"}})}),
              HasSubstr("0 行新增或更新，1 行没有变化"));
  EXPECT_EQ(device.all("child").at(kA)["remark"], "先");
  EXPECT_THAT(device.import_lines("children",
                                  {child_line(kA, {{"remark", "新"}, {"updated_at", "2026-05-01T08:00:00+08:00"}})}),
              HasSubstr("1 行新增或更新，0 行没有变化"));
  EXPECT_EQ(device.all("child").at(kA)["remark"], "新");
}

TEST(Import, WhatPeopleChangedSinceIsLeftAlone) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"risk_level", "low"}, {"remark", "旧"}})});
  set(device.core(), kA, {"risk_level=high"});
  unset(device.core(), kA, {"remark"});
  device.import_lines("children", {child_line(kA, {{"risk_level", "low"}, {"remark", "旧"}})});
  EXPECT_EQ(device.all("child").at(kA)["risk_level"], "high");
  EXPECT_FALSE(device.all("child").at(kA).contains("remark"));
}

TEST(Import, AnEntryIsAsOldAsTheFileSays) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"remark", "四月写的"}})});
  v1::ApiRequest request;
  request.mutable_history()->set_id(Id::parse(kA)->str());
  const v1::ApiHistoryLines history = device.core().call(request).history();
  ASSERT_GT(history.lines_size(), 0);
  for (const auto& line : history.lines())
    EXPECT_EQ(line.at_ms(), *china_time::parse_time("2026-04-18T21:07:06+08:00"));
}

TEST(Import, AFileThatWasMendedWithoutANewTimeIsTaken) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"remark", "写错了"}})});
  EXPECT_THAT(device.import_lines("children", {child_line(kA, {{"remark", "改好了"}})}), HasSubstr("1 行新增或更新"));
  EXPECT_EQ(device.all("child").at(kA)["remark"], "改好了");
}

TEST(Import, ALineWithoutATimeFillsOnlyWhatIsEmpty) {
  Device device;
  const json line = {{"id", kA}, {"name", "王敏"}};
  device.import_lines("children", {line});
  set(device.core(), kA, {"name=王小敏"});
  json more = line;
  more["remark"] = "补记";
  EXPECT_THAT(device.import_lines("children", {more}), HasSubstr("1 values are newer here"));
  EXPECT_EQ(device.all("child").at(kA)["name"], "王小敏");
  EXPECT_EQ(device.all("child").at(kA)["remark"], "补记");
  EXPECT_THAT(device.import_lines("children", {more}), HasSubstr("0 行新增或更新"));
}

TEST(Import, ATimeToComeAndNoTimeLeaveWhatPeopleWroteOrCleared) {
  Device device;
  for (json line : {child_line(kA, {{"updated_at", "2099-01-01T00:00:00+08:00"}, {"remark", "旧"}, {"sex", "F"}}),
                    json{{"id", kA}, {"name", "王敏"}, {"remark", "旧"}, {"sex", "F"}}}) {
    device.import_lines("children", {line});
    set(device.core(), kA, {"remark=人改的"});
    unset(device.core(), kA, {"sex"});
    device.import_lines("children", {line});
    EXPECT_EQ(device.all("child").at(kA)["remark"], "人改的");
    EXPECT_FALSE(device.all("child").at(kA).contains("sex"));
  }
}

TEST(Import, TwoLinesOfOneIdWithNothingToTellThemApartAreForPeopleToDecide) {
  Device device;
  const std::string printed =
      device.import_lines("children", {child_line(kA, {{"remark", "一"}}), child_line(kA, {{"remark", "二"}})});
  EXPECT_THAT(printed, HasSubstr("1 行新增或更新，0 行没有变化，1 行有误"));
  EXPECT_THAT(device.errors, HasSubstr("Line 2: id: line 1 has the same id"));
  EXPECT_EQ(device.all("child").at(kA)["remark"], "一");
}

TEST(Import, ADeletedRecordIsNotBroughtBack) {
  Device device;
  device.import_lines("children", {child_line(kA)});
  remove(device.core(), kA);
  EXPECT_THAT(device.import_lines("children", {child_line(kA, {{"updated_at", "2027-01-01T00:00:00+08:00"}})}),
              HasSubstr("1 行没有变化"));
  EXPECT_TRUE(device.all("child").empty());
}

TEST(Import, BadLinesAreNamedAndTheOthersTaken) {
  Device device;
  const std::string printed = device.import_lines(
      "children",
      {json("{\"id\":"), child_line(kA), child_line("no-uuid"), child_line(kB, {{"name", nullptr}}),
       child_line(kB, {{"father_phone", "call me"}}), child_line(kB, {{"remark", std::string(9000, 'x')}})});
  EXPECT_THAT(printed, HasSubstr("1 行新增或更新，0 行没有变化，5 行有误"));
  EXPECT_THAT(printed, HasSubstr("(line 1, 3, 4, 5, 6)"));
  for (const char* part : {"Line 1", "JSON", "Line 3", "no-uuid", "Line 4", "Line 5", "phone", "Line 6"}) {
    EXPECT_THAT(device.errors, HasSubstr(part));
  }
  EXPECT_EQ(device.all("child").size(), 1u);
  EXPECT_TRUE(device.all("contact").empty()) << "a bad line leaves nothing behind";
}

TEST(Import, ABadVisitAmongManyIsFound) {
  Device device;
  device.import_lines("children", {child_line(kA)});
  std::vector<json> lines;
  for (int i = 0; i < 60; ++i) {
    lines.push_back(
        {{"id", Id::derived(Bytes(32, 'k'), std::to_string(i)).uuid()}, {"child_id", kA}, {"kind", "talk"}});
  }
  lines[30]["lat"] = 123.0;  // passes the mapping, refused by the core
  lines[30]["lon"] = 110.0;
  const std::string printed = device.import_lines("visits", lines);
  EXPECT_THAT(printed, HasSubstr("59 行新增或更新，0 行没有变化，1 行有误"));
  EXPECT_THAT(printed, HasSubstr("(line 31)"));
}

TEST(Import, OneIdTwiceInAFileIsOneRecord) {
  Device device;
  device.import_lines("children", {child_line(kA), child_line(kA)});
  const json visit = {{"id", kB}, {"child_id", kA}, {"kind", "talk"}, {"created_at", "2026-10-12T08:00:00+08:00"}};
  json later = visit;
  later["created_at"] = "2026-10-12T09:00:00+08:00";
  later["mood_score"] = 4;
  EXPECT_THAT(device.import_lines("visits", {visit, visit, later}), HasSubstr("2 行新增或更新，1 行没有变化"));
  EXPECT_EQ(device.all("visit").at(kB)["mood"], 4);
}

TEST(Import, AnUnknownFieldIsReportedOnce) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"weather", "晴"}}), child_line(kB, {{"weather", "雨"}})});
  EXPECT_EQ(device.all("child").size(), 2u);
  EXPECT_THAT(device.errors, HasSubstr("'weather'"));
  EXPECT_EQ(device.errors.find("'weather'", device.errors.find("Warning")), device.errors.rfind("'weather'"));
}

TEST(Import, WindowsFilesAndBlankLinesAreFine) {
  Device device;
  const std::string text = "\xEF\xBB\xBF" + child_line(kA).dump() + "\r\n\r\n  \n" + child_line(kB).dump();
  EXPECT_THAT(device.import_text("children", text), HasSubstr("2 行新增或更新，0 行没有变化，0 行有误"));
}

TEST(Import, AnotherTownshipIsARecordBelowOurs) {
  Device device;
  device.import_lines("children", {child_line(kA, {{"township", "洞旗镇"}, {"school", "中心小学"}}),
                                   child_line(kB, {{"township", "西茶乡"}, {"school", "中心小学"}})});
  const auto organisations = device.all("organisation");
  EXPECT_EQ(organisations.size(), 3u);  // 洞旗镇 and two schools of one name
  const auto children = device.all("child");
  EXPECT_NE(children.at(kA)["school"], children.at(kB)["school"]);
}

TEST(Import, AMissingFileSaysSo) {
  Device device;
  EXPECT_THAT(device.import("children", "nowhere.jsonl"), HasSubstr("nowhere.jsonl"));
}

}  // namespace
}  // namespace xinqiao::cli
