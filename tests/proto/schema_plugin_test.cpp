// Goal: a schema that an older program could not follow never gets into a build, and the message says why.
// Method: protoc with the plugin over small schemas, each with one planted fault.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"(syntax = "proto3";
package xinqiao.v1;
import "xinqiao/v1/options.proto";
)";

constexpr const char* kLabel = R"(label: {zh: "项" en: "item"})";

class SchemaPlugin : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "xinqiao-schema-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // What protoc says to this schema; "%" in it stands for a full label. Empty when it is content.
  std::string refusal(std::string schema) {
    for (std::size_t at = 0; (at = schema.find('%', at)) != std::string::npos;) schema.replace(at, 1, kLabel);
    std::ofstream(folder_ / "planted.proto") << kHead << schema;
    const std::string command = std::string(XQ_PROTOC) + " --plugin=protoc-gen-xinqiao=" + XQ_PLUGIN + " -I proto -I " +
                                folder_.string() + " --xinqiao_out=" + folder_.string() + " planted.proto 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string said;
    for (char buffer[512]; std::fgets(buffer, sizeof(buffer), pipe) != nullptr;) said += buffer;
    const int code = ::pclose(pipe);
    EXPECT_EQ(code != 0, !said.empty()) << said;
    return said;
  }
  // The same for one kind of the directory with these fields.
  std::string refusal_of_fields(const std::string& fields, const std::string& more = "") {
    return refusal("message Thing { option (kind) = {number: 1500 %};\n" + fields + "\n}\n" + more);
  }
  std::string written(const char* name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

void expect_says(const std::string& said, const std::string& wanted) {
  EXPECT_NE(said.find(wanted), std::string::npos) << "said: " << said << "\nwanted: " << wanted;
}

constexpr const char* kName = "optional string name = 1 [(field) = {%}];";

TEST_F(SchemaPlugin, AGoodSchemaBecomesATableAndAPage) {
  EXPECT_EQ(refusal_of_fields(kName), "");
  expect_says(written("schema_table.cpp"), ".number = 1500, .name = \"thing\"");
  expect_says(written("data-model.md"), "## thing");
}

TEST_F(SchemaPlugin, KindNumbersOutsideEveryScopeAreRefused) {
  for (const char* number : {"0", "3000"}) {
    expect_says(refusal("message Thing { option (kind) = {number: " + std::string(number) + " %};" + kName + "}"),
                "Thing: kind number " + std::string(number) + " is in no scope");
  }
}

TEST_F(SchemaPlugin, AKindNumberIsUsedOnce) {
  expect_says(refusal_of_fields(kName, "message Other { option (kind) = {number: 1500 %}; " + std::string(kName) + "}"),
              "kind number 1500 is used by");
}

TEST_F(SchemaPlugin, AKindOfAChildNamesItInField1) {
  const std::string child = "message Child { option (kind) = {number: 1 %}; " + std::string(kName) + "}\n";
  const std::string head = child + "message Thing { option (kind) = {number: 500 %};\n";
  EXPECT_EQ(refusal(head + R"(optional bytes child = 1 [(field) = {% format: FORMAT_ID ref: "child"}]; })"), "");
  for (const char* field : {
           "optional string name = 1 [(field) = {%}];",
           "optional string child = 1 [(field) = {%}];",
           "optional bytes child = 1 [(field) = {%}];",
           R"(optional bytes child = 2 [(field) = {% format: FORMAT_ID ref: "child"}];)",
           R"(repeated bytes child = 1 [(field) = {% format: FORMAT_ID ref: "child"}];)",
       }) {
    expect_says(refusal(head + field + "}"), "Thing: a kind of number 1-999 belongs to a child");
  }
}

TEST_F(SchemaPlugin, LabelsInBothLanguagesAreNeededEverywhere) {
  expect_says(refusal_of_fields("optional string name = 1;"), "Thing.name: label needs both zh and en");
  expect_says(refusal_of_fields(R"(optional string name = 1 [(field) = {label: {zh: "名"}}];)"),
              "Thing.name: label needs");
  expect_says(refusal("message Thing { option (kind) = {number: 1500 label: {en: \"x\"}};" + std::string(kName) + "}"),
              "Thing: label needs");
  expect_says(
      refusal_of_fields("optional Size size = 1 [(field) = {%}];", "enum Size { SIZE_UNSPECIFIED = 0; SIZE_BIG = 1; }"),
      "Size.SIZE_BIG: label needs");
}

TEST_F(SchemaPlugin, ScalarsHavePresenceAlsoInParts) {
  expect_says(refusal_of_fields("string name = 1 [(field) = {%}];"), "Thing.name: has no presence: write `optional`");
  expect_says(
      refusal_of_fields("optional Part part = 1 [(field) = {%}];", "message Part { bool ok = 1 [(field) = {%}]; }"),
      "Part.ok: has no presence");
}

TEST_F(SchemaPlugin, TypesTheCoreDoesNotReadAreRefused) {
  for (const char* type : {"float", "int32", "uint64", "sint64", "fixed64", "sfixed32"}) {
    expect_says(refusal_of_fields("optional " + std::string(type) + " n = 1 [(field) = {%}];"),
                "Thing.n: type " + std::string(type) + " is not one of");
  }
  expect_says(refusal_of_fields("repeated uint32 n = 1 [(field) = {%}];"),
              "only text, ids and messages may be repeated");
  expect_says(refusal_of_fields("map<string, string> m = 1 [(field) = {%}];"), "maps are not supported");
  expect_says(refusal_of_fields("oneof o { string a = 1 [(field) = {%}]; }"), "oneof is not supported");
}

TEST_F(SchemaPlugin, HighFieldNumbersAreReserved) {
  EXPECT_EQ(refusal_of_fields("optional string name = 4095 [(field) = {%}];"), "");
  expect_says(refusal_of_fields("optional string name = 4096 [(field) = {%}];"), "above 4095 are reserved");
}

TEST_F(SchemaPlugin, EnumsBeginWithUnspecifiedAndBearTheirName) {
  const std::string field = "optional Size size = 1 [(field) = {%}];";
  expect_says(refusal_of_fields(field, "enum Size { SIZE_SMALL = 0 [(value) = {%}]; }"),
              "Size.SIZE_SMALL: value 0, and only it, is _UNSPECIFIED");
  expect_says(refusal_of_fields(field, "enum Size { SIZE_UNSPECIFIED = 0; BIG = 1 [(value) = {%}]; }"),
              "Size.BIG: must begin with the enum's name");
  expect_says(refusal_of_fields(field, "enum Size { SIZE_UNSPECIFIED = 0; SIZE_NONE = -1 [(value) = {%}]; }"),
              "must not be negative");
  expect_says(refusal_of_fields(
                  field, "enum Size { SIZE_UNSPECIFIED = 0; SIZE_A = 1 [(value) = {%}]; SIZE_B = 2 [(value) = {%}]; }"),
              "Size.SIZE_B: another value has the label");
}

TEST_F(SchemaPlugin, ReferencesAndNamedFieldsMustExist) {
  expect_says(refusal_of_fields(R"(optional bytes to = 1 [(field) = {% format: FORMAT_ID ref: "nobody"}];)"),
              "Thing.to: ref names the unknown kind 'nobody'");
  expect_says(refusal_of_fields(R"(optional bytes to = 1 [(field) = {% ref: "thing"}];)"), "ref needs FORMAT_ID");
  for (const char* option : {"natural_key", "day", "title"}) {
    expect_says(refusal("message Thing { option (kind) = {number: 1500 % " + std::string(option) + ": \"gone\"};" +
                        kName + "}"),
                std::string(option) + " names the unknown field 'gone'");
  }
  expect_says(refusal_of_fields(R"(optional bytes to = 1 [(field) = {% format: FORMAT_ID copy_from: "gone"}];)"),
              "copy_from names the unknown field 'gone'");
}

TEST_F(SchemaPlugin, OptionsThatDoNotFitTheirTypeAreRefused) {
  expect_says(refusal_of_fields("optional string day = 1 [(field) = {% format: FORMAT_DAY}];"),
              "FORMAT_DAY wants the type uint32");
  expect_says(refusal_of_fields("optional uint32 at = 1 [(field) = {% format: FORMAT_TIME}];"),
              "FORMAT_TIME wants the type int64");
  expect_says(refusal_of_fields("optional string id = 1 [(field) = {% format: FORMAT_ID}];"),
              "FORMAT_ID wants the type bytes");
  expect_says(refusal_of_fields("optional string s = 1 [(field) = {% danger: true}];"), "danger needs an enum");
  expect_says(refusal_of_fields("optional string s = 1 [(field) = {% min: 1 max: 5}];"), "min and max need a number");
  expect_says(refusal_of_fields("optional uint32 n = 1 [(field) = {% min: 5 max: 1}];"), "min is above max");
  expect_says(refusal_of_fields("optional string s = 1 [(field) = {% default_now: true}];"), "default_now needs");
  expect_says(refusal_of_fields("optional string s = 1 [(field) = {% default_self: true}];"), "default_self needs");
}

TEST_F(SchemaPlugin, NestedDeclarationsOfOneNameAreRefused) {
  expect_says(refusal_of_fields(R"(
      message A { message Part { optional bool ok = 1 [(field) = {%}]; } optional Part part = 1 [(field) = {%}]; }
      message B { message Part { optional bool ok = 1 [(field) = {%}]; } optional Part part = 1 [(field) = {%}]; }
      optional A a = 1 [(field) = {%}];
      optional B b = 2 [(field) = {%}];)"),
              "Part: another message or enum has this name");
}

TEST_F(SchemaPlugin, MessagesThatBelongToNothingOrToThemselvesAreRefused) {
  expect_says(refusal_of_fields(kName, "message Lost { " + std::string(kName) + " }"),
              "Lost: neither a kind nor part of one");
  expect_says(refusal_of_fields("optional Part part = 1 [(field) = {%}];",
                                "message Part { optional Part part = 1 [(field) = {%}]; }"),
              "Part: a message may not contain itself");
  expect_says(refusal_of_fields("optional Part part = 1 [(field) = {%}];", "message Part { }"), "Part: has no field");
}

}  // namespace
