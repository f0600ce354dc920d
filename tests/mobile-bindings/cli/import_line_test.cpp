// Goal: every way a line can be wrong is told apart, and fields nobody asked for are known.
#include "cli/import/import_line.h"

#include <gmock/gmock.h>

#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

using ::testing::HasSubstr;

template <typename Run>
std::string failure_of(Run run) {
  try {
    run();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "no failure";
}

TEST(ImportLine, RefusesWhatIsNoObject) {
  for (const char* text : {"{", "", "[1]", "3", "{\"a\":1} x"}) {
    EXPECT_THAT(failure_of([&] { ImportLine line(text); }), HasSubstr("JSON")) << text;
  }
}

TEST(ImportLine, SaysWhenAFileIsInAnotherEncoding) {
  EXPECT_THAT(failure_of([] { ImportLine line("{\"name\":\"\xC0\xEE\"}"); }), HasSubstr("UTF-8"));  // GBK
}

TEST(ImportLine, NullAndEmptyAreAbsent) {
  ImportLine line(R"({"a":null,"b":"","c":[]})");
  EXPECT_FALSE(line.text("a"));
  EXPECT_FALSE(line.text("b"));
  EXPECT_TRUE(line.texts("c").empty());
  EXPECT_FALSE(line.whole("missing", 0, 9));
  EXPECT_TRUE(line.rest().empty());
}

TEST(ImportLine, NamesTheFieldThatIsOfTheWrongType) {
  ImportLine line(
      R"({"n":"65","f":1.5,"big":99999999999999999999,"neg":-1,"t":"yesterday","id":"123","l":["a",1],"b":1})");
  EXPECT_THAT(failure_of([&] { line.whole("n", 0, 100); }),
              HasSubstr("n: \"65\" must be a whole number from 0 to 100"));
  EXPECT_THAT(failure_of([&] { line.whole("f", 0, 100); }), HasSubstr("f:"));
  EXPECT_THAT(failure_of([&] { line.whole("big", 0, 100); }), HasSubstr("big:"));
  EXPECT_THAT(failure_of([&] { line.whole("neg", 0, 100); }), HasSubstr("neg:"));
  EXPECT_THAT(failure_of([&] { line.time("t"); }), HasSubstr("yesterday"));
  EXPECT_THAT(failure_of([&] { line.id("id"); }), HasSubstr("UUID"));
  EXPECT_THAT(failure_of([&] { line.texts("l"); }), HasSubstr("list"));
  EXPECT_THAT(failure_of([&] { line.yes_no("b"); }), HasSubstr("true"));
  EXPECT_THAT(failure_of([&] { line.real("n"); }), HasSubstr("number"));
  EXPECT_THAT(failure_of([&] { line.required_id("none"); }), HasSubstr("none is missing"));
}

TEST(ImportLine, RemembersWhatWasNotAskedFor) {
  ImportLine line(R"({"asked":"x","other":"y","empty":"","list":[1]})");
  line.text("asked");
  std::vector<std::string> names;
  for (const auto& [name, value] : line.rest()) names.push_back(name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("other", "list"));
}

}  // namespace
}  // namespace xinqiao::cli
