#pragma once

#include <algorithm>
#include <vector>

#include "e2e/helper_town.h"

namespace xinqiao::testing {

// A helper who is paired to one child and not to another, and saves records of both together.
struct TogetherTown : HelperTown {
  Id mine = office.add("child", {{"name", "石大山"}});
  Id check = office.add("check_in", {{"child", mine.uuid()}, {"result", "well"}, {"note", "在校"}});
  Id second = office.add("check_in", {{"child", mine.uuid()}, {"result", "well"}, {"note", "在校"}});

  TogetherTown() {
    office.add("pairing",
               {{"child", mine.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    sync();
  }
  Edit begin_visit() {
    const schema::Kind& kind = *schema::find_kind("visit");
    const std::vector<text::Assignment> fields{{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}};
    Edit edit;
    edit.draft.kind = kind.number;
    edit.create = true;
    edit.set = *text::parse(*kind.message, fields, {}, nullptr);
    return edit;
  }
  Id stray() { return helper.client().save({begin_visit()})->ids.at(0); }
  void together(const Id& visit, const Id& with) {
    EXPECT_TRUE(helper.client()
                    .save({*helper.fill(visit, {{"health", "着凉"}}), *helper.fill(with, {{"result", "urgent"}})})
                    .ok());
  }
  void decide_first(bool accepts) {
    ASSERT_FALSE(office.attention().empty());
    ASSERT_TRUE(office.client().decide(office.attention()[0].id, accepts, accepts ? "" : "请写清楚").ok());
    sync();
  }
  void let_go_of(const Id& record) {
    const auto list = helper.attention();
    const auto item = std::ranges::find(list, record, &Attention::record);
    ASSERT_NE(item, list.end());
    ASSERT_TRUE(helper.client().let_go(item->id).ok());
    sync();
  }
  void expect_urgent_and_open(const Id& record) {
    EXPECT_NE(office.value(record, "result").find("urgent"), std::string::npos);
    ASSERT_TRUE(helper.set(record, {{"note", "胳膊有伤"}}).ok());
    sync();
    EXPECT_EQ(office.value(record, "note"), "\"胳膊有伤\"") << "nothing holds it up";
  }
};

}  // namespace xinqiao::testing
