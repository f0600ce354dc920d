// Goal: whatever held a change up, it goes on once that is settled, and what was mended overwrites what its author had
// seen. Method: an office, a helper who loses and gets a child, copies of the helper's folder.
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Township {
  World world;
  Device office{world, world.office_code()};
  Device helper{world, world.invite("helper", "李秀英")};
  Id mine = office.add("child", {{"name", "覃大山"}});
  Id other = office.add("child", {{"name", "韦小燕"}, {"remark", "R0"}});
  Id pairing;

  Township() {
    pair(mine);
    pairing = pair(other);
    helper.sync();
    lose();
  }
  Id pair(const Id& child) {
    const Id id = office.add(
        "pairing",
        {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
    office.sync();
    return id;
  }
  // The helper does not look after the other child any more, and does not know it yet.
  void lose() {
    EXPECT_TRUE(office.remove(pairing).ok());
    office.sync();
  }
  static std::vector<Attention> attention(Device& device) {
    device.sync();
    return device.attention();
  }
  void decide(bool accepts) {
    const auto held = attention(office);
    ASSERT_EQ(held.size(), 1U);
    ASSERT_TRUE(office.client().decide(held[0].id, accepts, accepts ? "" : "请改").ok());
    office.sync();
    helper.sync();
  }
  static Edit edit_of(Device& device, const Id& record, std::string_view field, const std::string& value) {
    Edit edit;
    edit.draft = *device.client().open_draft(record);
    const schema::Field& known = *schema::find_kind("child")->message->find(field);
    write_bytes(edit.set[known.number], known.number, value);
    return edit;
  }
};

TEST(Freed, WhatWasMendedOverwritesWhatItsAuthorHadSeen) {
  Township town;
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R1"}}).ok());
  town.helper.sync();
  town.decide(false);
  town.pair(town.other);
  town.helper.sync();
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R2"}}).ok());
  town.helper.sync();
  town.office.sync();
  EXPECT_EQ(town.office.client().clashes()->size(), 0U);
  EXPECT_EQ(town.office.value(town.other, "remark"), "\"R2\"");
}

TEST(Freed, WhatWasSavedTogetherWithAReplacedChange) {
  Township town;
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R1"}}).ok());
  town.helper.sync();
  ASSERT_TRUE(town.helper.client()
                  .save({Township::edit_of(town.helper, town.other, "home_address", "坡上"),
                         Township::edit_of(town.helper, town.mine, "remark", "一起存的")})
                  .ok());
  town.helper.sync();
  town.decide(false);
  town.pair(town.other);
  town.helper.sync();
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R2"}}).ok());
  EXPECT_TRUE(town.attention(town.helper).empty());
  town.office.sync();
  EXPECT_EQ(town.office.value(town.mine, "remark"), "\"一起存的\"");
  EXPECT_EQ(town.office.value(town.other, "home_address"), "\"坡上\"");
  EXPECT_EQ(town.office.value(town.other, "remark"), "\"R2\"");
}

TEST(Freed, WhatIsDecidedIsShownWholeBeforehand) {
  Township town;
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R1"}}).ok());
  ASSERT_TRUE(town.helper.client()
                  .save({Township::edit_of(town.helper, town.other, "home_address", "坡上"),
                         Township::edit_of(town.helper, town.mine, "remark", "一起存的")})
                  .ok());
  town.helper.sync();
  const auto held = town.attention(town.office);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].behind.size(), 2U) << "both of what was saved together";
}

TEST(Freed, WhatWaitsUnderAnotherNameOfThePhone) {
  Township town;
  ASSERT_TRUE(town.helper.set(town.other, {{"remark", "R1"}}).ok());
  town.helper.sync();
  Device twin(town.helper);
  ASSERT_TRUE(twin.set(town.mine, {{"remark", "平板"}}).ok());
  twin.sync();
  ASSERT_TRUE(town.helper.set(town.other, {{"home_address", "坡上"}}).ok());
  town.helper.sync();  // under a name of its own from here on
  const auto held = town.attention(town.office);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].behind.size(), 1U);
  town.decide(true);
  EXPECT_TRUE(town.attention(town.helper).empty());
  EXPECT_TRUE(town.attention(twin).empty());
  town.office.sync();
  EXPECT_EQ(town.office.value(town.other, "home_address"), "\"坡上\"");
}

}  // namespace
}  // namespace xinqiao::testing
