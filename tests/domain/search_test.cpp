// Goal: a child is found by whatever somebody remembers of it. Method: a township by hand; one of the size of a county.
#include "domain/search/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/search/han_initials.h"

namespace xinqiao::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Id id(char name) { return Id::from_bytes(std::string(16, name)); }

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    township_.organisations = {{id('v'), "大湾村", 3}, {id('s'), "兴沟镇中心小学", 2}};
    township_.children.push_back(
        {.id = id('1'), .name = "韦小燕", .former_name = "韦燕", .phones = {"13812345678"}, .village = id('v')});
    township_.children.push_back({.id = id('2'), .name = "覃大山", .phones = {"07718888"}, .school = id('s')});
    township_.children.push_back({.id = id('3'), .name = "龙小燕", .village = id('v')});
    township_.people.push_back({.id = id('p'), .name = "李小燕", .phones = {"13900001111"}});
  }
  std::vector<std::string> found(std::string_view text, std::size_t limit = 100) const {
    std::vector<std::string> names;
    for (const Found& each : search(township_, text, limit)) names.push_back(each.name);
    return names;
  }

  Township township_;
};

TEST_F(SearchTest, ByANameOrAPartOfIt) {
  EXPECT_THAT(found("小燕"), ElementsAre("韦小燕", "龙小燕", "李小燕")) << "children first";
  EXPECT_THAT(found("韦燕"), ElementsAre("韦小燕")) << "by the former name";
  EXPECT_THAT(found("没有"), IsEmpty());
  EXPECT_THAT(found("小燕", 1), ElementsAre("韦小燕"));
}

TEST_F(SearchTest, ByPinyinInitialsInAnyCase) {
  EXPECT_THAT(found("wxy"), ElementsAre("韦小燕"));
  EXPECT_THAT(found("XY"), ElementsAre("韦小燕", "龙小燕", "李小燕"));
  EXPECT_THAT(found("wy"), IsEmpty());
}

TEST_F(SearchTest, BySurnamesAsTheyAreReadHere) {
  EXPECT_THAT(found("qds"), ElementsAre("覃大山"));
  EXPECT_THAT(found("tds"), ElementsAre("覃大山"));
  EXPECT_TRUE(has_initials("单小军", "sxj"));
  EXPECT_TRUE(has_initials("曾国", "zg"));
  EXPECT_FALSE(has_initials("小单", "xs")) << "no surname there";
  EXPECT_TRUE(has_initials("小单", "xd"));
}

TEST_F(SearchTest, ByVillageSchoolAndTelephone) {
  EXPECT_THAT(found("大湾"), ElementsAre("韦小燕", "龙小燕"));
  EXPECT_THAT(found("中心小学"), ElementsAre("覃大山"));
  EXPECT_THAT(found("5678"), ElementsAre("韦小燕"));
  EXPECT_THAT(found("0001"), ElementsAre("李小燕"));
  EXPECT_THAT(found("88"), IsEmpty()) << "two digits are in nearly every number";
}

TEST_F(SearchTest, ByAllWordsTogether) {
  EXPECT_THAT(found(" 大湾  xy "), ElementsAre("韦小燕", "龙小燕"));
  EXPECT_THAT(found("大湾 wxy"), ElementsAre("韦小燕"));
  EXPECT_THAT(found("大湾 qds"), IsEmpty());
  EXPECT_THAT(found("   "), IsEmpty());
}

TEST_F(SearchTest, BrokenBytesFindNothingAndHarmNothing) {
  township_.children.front().name = "韦\xE5\x8F";
  EXPECT_THAT(found("\xE5\xFF"), IsEmpty());
  EXPECT_THAT(found("韦"), ElementsAre("韦\xE5\x8F"));
  EXPECT_FALSE(has_initials("\xF0\x9F", "w"));
}

TEST(HanInitials, CoverTheCommonCharacters) {
  EXPECT_EQ(kHanInitials.size(), 0x9FFFU - 0x4E00U + 1);
  EXPECT_EQ(kHanInitials[U'龙' - kFirstHan], 'l');
  EXPECT_EQ(kHanInitials[U'石' - kFirstHan], 's');
  EXPECT_EQ(kHanInitials[U'韦' - kFirstHan], 'w');
}

}  // namespace
}  // namespace xinqiao::domain
