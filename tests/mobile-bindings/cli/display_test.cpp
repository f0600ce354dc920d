// Goal: columns line up on a terminal though a Chinese character is two wide.
#include "cli/output/display.h"

#include <gmock/gmock.h>

namespace xinqiao::cli {
namespace {

TEST(Display, AChineseCharacterIsTwoColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("留守儿童"), 8u);
  EXPECT_EQ(display_width("（2）班，é"), 2u + 1 + 2 + 2 + 2 + 1);
  EXPECT_EQ(display_width("\xFF\xFE"), 2u);  // no UTF-8: still an end
}

TEST(Display, ShortensAtACharacter) {
  EXPECT_EQ(shortened("短", 4), "短");
  EXPECT_EQ(shortened("奶奶说灶边的电线老化了", 9), "奶奶说灶…");
  EXPECT_EQ(shortened("一行\n两行", 20), "一行 两行");
}

TEST(Display, TablesAndSheetsAlign) {
  Table table({"编号", "姓名", "没有人填", "村"});
  table.add({"1", "麻倩珍", "", "兴沟坳"});
  table.add({"22", "王敏", "", ""});
  EXPECT_EQ(table.str(), "编号  姓名    村\n1     麻倩珍  兴沟坳\n22    王敏\n");
  table.add({"3", "长", "", ""}, "两行\n都在");
  EXPECT_THAT(table.str(), ::testing::EndsWith("3     长\n      两行\n      都在\n"));
  Sheet sheet;
  sheet.add("姓名", "王敏");
  sheet.add("家庭住址", "一组\n二组");
  EXPECT_EQ(sheet.str(), "姓名      王敏\n家庭住址  一组\n          二组\n");
}

}  // namespace
}  // namespace xinqiao::cli
