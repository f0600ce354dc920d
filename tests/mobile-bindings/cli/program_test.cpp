// Goal: the command line as other tools call it: exit codes, what stands on stdout, JSON by the schema's names.
// Method: the program itself, on a folder enrolled without a server.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mobile-bindings/cli/run_program.h"
#include "mobile-bindings/enrolled_folder.h"
#include "testing/temp_folder.h"

namespace xinqiao {
namespace {

using nlohmann::json;
using testing::contents_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Ran;
using testing::run_program;

class Program : public ::testing::Test {
 protected:
  void SetUp() override { testing::enroll_without_server(data_); }

  Ran raw(const std::string& arguments) { return run_program(arguments, folder_ / "err"); }
  Ran run(const std::string& arguments) { return raw(fmt::format("--data '{}' {}", data_, arguments)); }
  std::string added(const std::string& arguments) {
    const Ran ran = run("add " + arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.last_line();
  }
  json shown(const std::string& id) { return json::parse(run("show " + id + " --json").out); }

  const testing::TempFolder folder_;
  const std::string data_ = folder_ / "device";
};

TEST_F(Program, WrongUsageIsTwo) {
  for (const char* arguments :
       {"", "frobnicate", "list", "list dragon", "show", "show 123", "add child name", "add child =x",
        "add child colour=red", "set", "import parents x.jsonl", "sync --jsom", "list child extra"}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 2) << arguments << "\n" << ran.err;
    EXPECT_THAT(ran.out, IsEmpty()) << arguments;
    EXPECT_FALSE(ran.err.empty()) << arguments;
  }
  EXPECT_EQ(raw("list child").exit_code, 2) << "--data is missing";
}

TEST_F(Program, CouldNotIsOneAndSaysWhatToDo) {
  const std::string nobody = "0ad1e8ab-b9e1-44d0-80b5-47270c9368d9";
  for (const std::string& arguments :
       {"show " + nobody, "set " + nobody + " name=x", "delete " + nobody, "history " + nobody,
        std::string("add child sex=male"), std::string("add visit kind=talk mood=9"), std::string("enroll XQ1-zzz"),
        std::string("import children nowhere.jsonl")}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 1) << arguments << "\n" << ran.err;
    EXPECT_THAT(ran.out, IsEmpty()) << arguments;
    EXPECT_FALSE(ran.err.empty()) << arguments;
  }
  EXPECT_EQ(raw("--data '" + (folder_ / "nothing") + "' list child").exit_code, 1);
}

TEST_F(Program, HelpIsNoFailure) { EXPECT_EQ(raw("--help").exit_code, 0); }

TEST_F(Program, DataMayStandBeforeOrAfterTheCommand) {
  added("child name=王小明");
  EXPECT_EQ(raw(fmt::format("list child --json --data '{}'", data_)).lines().size(), 1u);
  EXPECT_EQ(raw(fmt::format("list --data='{}' child --json", data_)).lines().size(), 1u);
}

TEST_F(Program, AddPrintsTheIdAndShowTheFields) {
  const std::string id = added("child name=王小明 sex=male birth_date=2016-05-01 location.lat=28.1 location.lon=110.5");
  EXPECT_EQ(id.size(), 36u);
  json child = shown(id);
  EXPECT_TRUE(child.contains("entered_at"));
  child.erase("entered_at");
  EXPECT_EQ(child, json({{"id", id},
                         {"record_kind", "child"},
                         {"name", "王小明"},
                         {"sex", "male"},
                         {"birth_date", "2016-05-01"},
                         {"location", {{"lat", 28.1}, {"lon", 110.5}}}}));
  EXPECT_THAT(run("show " + id).out, HasSubstr("姓名"));
  EXPECT_THAT(run("list child").out, HasSubstr("王小明"));
}

TEST_F(Program, SetKeepsWhatItDoesNotNameAndUnsetClears) {
  const std::string id = added("child name=王小明 remark=怕黑 location.lat=28.1 location.lon=110.5");
  EXPECT_EQ(run("set " + id + " location.lat=28.2 character='爱笑=爱闹'").exit_code, 0);
  json child = shown(id);
  EXPECT_EQ(child["location"], json({{"lat", 28.2}, {"lon", 110.5}}));
  EXPECT_EQ(child["character"], "爱笑=爱闹");
  EXPECT_EQ(run("unset " + id + " remark location").exit_code, 0);
  child = shown(id);
  EXPECT_FALSE(child.contains("remark") || child.contains("location"));
  EXPECT_EQ(run("unset " + id + " name").exit_code, 1) << "required";
  EXPECT_EQ(run("unset " + id + " nonsense").exit_code, 2);
}

TEST_F(Program, DeletedRecordsLeaveTheList) {
  const std::string id = added("child name=王小明");
  EXPECT_EQ(run("delete " + id).exit_code, 0);
  EXPECT_THAT(run("list child --json").out, IsEmpty());
}

TEST_F(Program, AVisitHasItsDefaultsAndItsOwnKind) {
  const std::string child = added("child name=王小明");
  const std::string visit =
      added("visit child=" + child + " kind=home_visit needs=冬衣,文具 'living=灶边的电线老化了'");
  const json shown_visit = shown(visit);
  EXPECT_EQ(shown_visit["record_kind"], "visit");
  EXPECT_EQ(shown_visit["kind"], "home_visit");
  EXPECT_EQ(shown_visit["needs"], json({"冬衣", "文具"}));
  EXPECT_TRUE(shown_visit.contains("started"));
  EXPECT_TRUE(shown_visit.contains("by"));
}

TEST_F(Program, NamesStandForIds) {
  const std::string child = added("child name=王小明");
  const std::string visit = added("visit child=王小明 kind=talk");
  EXPECT_EQ(shown(visit)["child"], child);
  const Ran unknown = run("add visit child=王小朋 kind=talk");
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("王小明"));
  added("child name=王小明");
  const Ran ambiguous = run("add visit child=王小明 kind=talk");
  EXPECT_EQ(ambiguous.exit_code, 1);
  EXPECT_THAT(ambiguous.err, HasSubstr(child));
}

TEST_F(Program, AnOfficeCreatesTheSchoolItTypes) {
  const std::string one = added("child name=王小明 school=中心小学 village=枫坡岭");
  const std::string two = added("child name=李小红 school=中心小学");
  EXPECT_EQ(shown(one)["school"], shown(two)["school"]);
  const auto organisations = run("list organisation --json").lines();
  ASSERT_EQ(organisations.size(), 2u);
  EXPECT_EQ(json(added("organisation name=中心小学 kind=school")), shown(one)["school"]) << "the same school by nature";
}

TEST_F(Program, AHelperDoesNotCreateSchools) {
  const std::string helper = folder_ / "helper";
  testing::enroll_without_server(helper, {.role = 1});
  const Ran ran = raw("--data '" + helper + "' add child name=王小明 school=中心小学");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("中心小学"));
}

TEST_F(Program, StatusClashesAndDigest) {
  json status = json::parse(run("status --json").out);
  EXPECT_EQ(status["unsent"], 0);
  EXPECT_EQ(status["last_sync"], nullptr);
  const std::string before = run("digest").out;
  EXPECT_EQ(before.size(), 65u);
  added("child name=王小明");
  EXPECT_NE(run("digest").out, before);
  status = json::parse(run("status --json").out);
  EXPECT_EQ(status["unsent"], 1);
  for (const char* name : {"unsent", "needs_attention", "clashes", "clock_offset_ms", "last_sync", "offset_known"}) {
    EXPECT_TRUE(status.contains(name)) << name;
  }
  EXPECT_THAT(run("clashes --json").out, IsEmpty());
}

TEST_F(Program, HistoryTellsWhoAndWhenOfEachField) {
  const std::string id = added("child name=王小明 remark=先");
  run("set " + id + " remark=后");
  std::vector<std::string> remarks;
  for (const json& line : run("history " + id + " --json").lines()) {
    EXPECT_EQ(line["id"], id);
    EXPECT_EQ(line["record_kind"], "child");
    EXPECT_TRUE(line["own"]);
    EXPECT_EQ(line["state"], "waiting");
    EXPECT_EQ(line["by"].get<std::string>().size(), 36u);
    if (line["field"] == "remark") remarks.push_back(line["value"]);
  }
  EXPECT_THAT(remarks, ElementsAre("先", "后"));
  EXPECT_THAT(run("history " + id).out, HasSubstr("备注"));
}

TEST_F(Program, TextsArriveByteForByte) {
  const std::string id = added("child name=王小明 'remark=两行\n引号\"和\\反斜杠\t, 逗号 %% [方括号] {花括号} 😀'");
  EXPECT_EQ(shown(id)["remark"], "两行\n引号\"和\\反斜杠\t, 逗号 %% [方括号] {花括号} 😀");
}

TEST_F(Program, RescueNeedsNoPin) {
  added("child name=王小明");
  const Ran ran = raw(fmt::format("--data '{}' rescue '{}'", data_, folder_ / "rescued"));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(contents_of(folder_ / "rescued"), ::testing::Not(HasSubstr("王小明")));
}

TEST_F(Program, SaysInBothTonguesWhatIsWrongWithTheArguments) {
  const std::string id = added("child name=王小明");
  const std::vector<std::pair<std::string, std::string>> table = {{"", "没有写命令"},
                                                                  {"frobnicate", "没有 'frobnicate' 这个命令"},
                                                                  {"list", "缺少 KIND"},
                                                                  {"status extra", "多了参数 'extra'"},
                                                                  {"status --nonsense", "多了参数 '--nonsense'"}};
  for (const auto& [arguments, zh] : table) {
    const std::string err = run(arguments).err;
    const std::string first = err.substr(0, err.find('\n'));
    EXPECT_THAT(first, HasSubstr(zh)) << arguments;
    for (const char* english : {"required", "expected", "argument"}) {
      EXPECT_THAT(first, ::testing::Not(HasSubstr(english))) << arguments;
    }
  }
  const std::string err = run("set " + id + " nofield=1").err;
  EXPECT_THAT(err.substr(0, err.find('\n')), HasSubstr("nofield"));
  EXPECT_THAT(err.substr(err.find('\n')), HasSubstr("nofield"));
  EXPECT_THAT(run("resolve --help").out, HasSubstr("value -- -5"));
}

TEST_F(Program, AFormSavesWhatItShowedAndIsUsedUp) {
  const std::string id = added("child name=王小明 remark=先 grade=1");
  const std::string form = folder_ / "form";
  EXPECT_EQ(run("open " + id).exit_code, 0);
  EXPECT_EQ(run("open " + id + " --form " + form).exit_code, 0);
  EXPECT_EQ(run("open " + id + " --form " + form).exit_code, 1) << "it is there already";
  const std::string other = added("child name=李小红");
  EXPECT_EQ(run("set " + other + " --form " + form + " remark=错").exit_code, 1) << "of another record";
  run("set " + id + " remark=后来");
  EXPECT_EQ(run("set " + id + " --form " + form + " grade=2").exit_code, 0);
  EXPECT_EQ(shown(id)["remark"], "后来");
  EXPECT_EQ(shown(id)["grade"], 2);
  EXPECT_EQ(run("set " + id + " --form " + form + " grade=3").exit_code, 1) << "used up";
}

TEST_F(Program, SeveralRecordsAreSavedTogetherOrNone) {
  const std::string id = added("child name=王小明");
  const std::string file = folder_ / "lines";
  const auto write = [&](const std::string& text) { std::ofstream(file) << text; };
  write(
      "# 一家人\nadd child name='李 小红' remark=\"两行\\n和\\\"引号\\\"\"\n\nadd visit child=@1 kind=talk\n"
      "add concern child=@1 kind=safety what=灶边\nadd concern_step concern=@3 done=看过\nset " +
      id + " remark=哥哥\n");
  const Ran saved = run("together " + file);
  ASSERT_EQ(saved.exit_code, 0) << saved.err;
  std::vector<std::string> ids;
  std::istringstream lines(saved.out);
  for (std::string line; std::getline(lines, line);) ids.push_back(line);
  ASSERT_EQ(ids.size(), 5U);
  EXPECT_EQ(ids[4], id);
  EXPECT_EQ(shown(ids[0])["name"], "李 小红");
  EXPECT_EQ(shown(ids[0])["remark"], "两行\n和\"引号\"");
  EXPECT_EQ(shown(ids[1])["child"], ids[0]);
  EXPECT_EQ(shown(ids[3])["child"], ids[0]);
  EXPECT_EQ(shown(id)["remark"], "哥哥");

  const std::string before = run("digest").out;
  for (const char* bad : {"add child sex=male", "add child name='没写完", "add visit child=@9 kind=talk", "delete 7",
                          "add child nofield=1", "frobnicate", "set @1 name=甲"}) {
    write("add child name=覃大山\n" + std::string(bad) + "\nset " + id + " remark=没有\n");
    const Ran ran = run("together " + file);
    EXPECT_NE(ran.exit_code, 0) << bad;
    EXPECT_THAT(ran.err, HasSubstr("第 2 行：")) << bad;
    EXPECT_THAT(ran.err, HasSubstr("Line 2: ")) << bad;
  }
  EXPECT_EQ(run("digest").out, before) << "nothing is written";
  EXPECT_EQ(run("together " + (folder_ / "nowhere")).exit_code, 1);
}

TEST_F(Program, HistoryTellsLongTextsToTheEnd) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "很长的话";
  const std::string id = added("child name=王小明 remark=" + text + "末尾");
  EXPECT_THAT(run("history " + id).out, HasSubstr(text + "末尾"));
}

}  // namespace
}  // namespace xinqiao
