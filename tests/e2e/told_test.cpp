// Goal: nothing that was not taken is seen by its author alone. Method: a record grown too large, a restored server
// that lacks a record; two offices.
#include <algorithm>

#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

struct Town {
  World world;
  Device office{world, world.office_code()};
  Device author{world, world.invite("office", "王主任")};
  Id child = office.add("child", {{"name", "韦小燕"}});

  Town() {
    office.sync();
    author.sync();
  }
  // A field that this program does not know, as a newer one would write it.
  void set_unknown(Device& device, std::uint32_t number) const {
    Edit edit;
    edit.draft = *device.client().open_draft(child);
    write_bytes(edit.set[number], number, letters(8000, 1));
    EXPECT_TRUE(device.client().save({std::move(edit)}).ok());
  }
  static std::vector<Attention> attention(Device& device) {
    device.sync();
    return device.attention();
  }
};

TEST(Told, AnOfficeSeesWhatWasRejectedAndReturnsItWithWords) {
  Town town;
  for (std::uint32_t i = 0; i < 33; ++i) town.set_unknown(town.author, 1001 + i);
  EXPECT_GT(town.author.sync().rejected, 0U);
  const auto own = town.attention(town.author);
  const auto told = town.attention(town.office);
  ASSERT_EQ(own.size(), 1U);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].state, "rejected");
  EXPECT_EQ(told[0].id, own[0].id) << "both speak of the same";
  EXPECT_FALSE(own[0].for_office);
  EXPECT_TRUE(told[0].for_office);
  EXPECT_NE(told[0].reason.find("内容太大"), std::string::npos);
  EXPECT_EQ(town.office.client().status()->needs_attention, 1U);
  EXPECT_EQ(town.author.client().status()->needs_attention, 1U) << "its author is told once";

  EXPECT_EQ(town.office.client().decide(told[0].id, true, "").error().code, ErrorCode::kRefused);
  ASSERT_TRUE(town.office.client().decide(told[0].id, false, "不用写这么多").ok());
  EXPECT_TRUE(town.attention(town.office).empty());
  const auto returned = town.attention(town.author);
  ASSERT_EQ(returned.size(), 1U);
  EXPECT_EQ(returned[0].state, "returned");
  EXPECT_NE(returned[0].reason.find("不用写这么多"), std::string::npos);
}

// A record that a restored server lacks, and which the author had edited.
struct LostRecord : Town {
  std::string backup = world.copy();
  Device lost{world, world.invite("office", "石老师")};
  Id visit;

  LostRecord() {
    lost.sync();
    visit = lost.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
    for (auto* device : {&lost, &office, &author}) device->sync();
    EXPECT_TRUE(author.set(visit, {{"health", "咳嗽"}}).ok());
    world.put_back(backup);
    office.sync();
    author.sync();
  }
};

TEST(Told, AnOfficeSeesWhatWaitsForARecordThatARestoredServerLacks) {
  LostRecord town;
  auto told = town.attention(town.office);
  std::erase_if(told, [](const Attention& item) { return item.state == "lost"; });  // the record itself
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].state, "awaiting");
  EXPECT_EQ(told[0].kind, schema::find_kind("visit")->number) << "which the server cannot tell, and the office knows";
  EXPECT_EQ(told[0].record, town.visit);
  EXPECT_EQ(town.office.client().decide(told[0].id, true, "").error().code, ErrorCode::kRefused);
  town.lost.sync();
  EXPECT_TRUE(town.attention(town.office).empty());
  EXPECT_EQ(town.office.value(town.visit, "health"), "\"咳嗽\"");
}

// Of another's record only the edit is let go: the record comes back with its author.
TEST(Told, ARecordIsNotTakenBackByWhoLetsGoOfAnEditOfIt) {
  LostRecord town;
  const auto own = town.attention(town.author);
  const auto waits = std::ranges::find(own, "awaiting", &Attention::state);
  ASSERT_NE(waits, own.end());
  ASSERT_TRUE(town.author.client().let_go(waits->id).ok());
  EXPECT_EQ(town.author.client().get(town.visit).error().code, ErrorCode::kNotFound) << "lost, not taken back";
  town.author.sync();
  town.lost.sync();
  town.author.sync();
  EXPECT_EQ(town.author.value(town.visit, "mind"), "\"想妈妈\"");
  EXPECT_TRUE(town.author.set(town.visit, {{"health", "好了"}}).ok());
}

}  // namespace
}  // namespace xinqiao::testing
