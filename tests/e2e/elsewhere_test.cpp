// Goal: what somebody wrote and the office has not taken is told to them on whatever device they have left. Method: the
// phone that wrote it is put back to an older state, so that it knows nothing of it any more.
#include "e2e/helper_town.h"

namespace xinqiao::testing {
namespace {

struct Town : HelperTown {
  Id visit;
  std::string before;  // the server, when it knew nothing of the visit

  Town() {
    for (auto* device : {&office, &helper}) device->sync();
    before = world.copy();
    const auto backup = helper.back_up();
    visit = helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "一页的谈话"}});
    helper.sync();
    helper.put_back(backup);
    sync();
  }
  void decide(bool accepts) {
    ASSERT_TRUE(office.client().decide(office.attention().at(0).id, accepts, accepts ? "" : "请补日期").ok());
    sync();
  }
};

TEST(Elsewhere, WhatWaitsForTheOfficeIsToldAndLeftAlone) {
  Town town;
  const auto list = town.helper.attention();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].state, "elsewhere-undecided");
  EXPECT_EQ(list[0].record, town.visit);
  EXPECT_EQ(town.helper.client().status()->needs_attention, 1U);
  EXPECT_EQ(town.helper.client().put_back(list[0].id).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.helper.client().let_go(list[0].id).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.office.attention().size(), 1U);
  town.decide(true);
  EXPECT_TRUE(town.helper.attention().empty());
  EXPECT_TRUE(town.office.holds(town.visit));
}

// The folder put back is of when the visit waited. Mended and taken since, it is of a child that this phone is not
// sent.
TEST(Elsewhere, WhatWasMendedAndTakenSinceIsSaidToBeSo) {
  HelperTown town;
  for (auto* device : {&town.office, &town.helper}) device->sync();
  const Id visit = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "一页的谈话"}});
  town.helper.sync();
  const auto waiting = town.helper.back_up();
  for (const bool accepts : {false, true}) {
    town.office.sync();
    ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, accepts, accepts ? "" : "请改").ok());
    town.sync();
    if (!accepts) {
      ASSERT_TRUE(town.helper.set(visit, {{"mind", "改好的"}}).ok());
      town.helper.sync();
    }
  }
  town.helper.put_back(waiting);
  town.sync();
  EXPECT_TRUE(town.helper.attention().empty());
  const auto shown = town.helper.client().get(visit);
  ASSERT_FALSE(shown.ok());
  EXPECT_TRUE(shown.error().message.contains("written anew on another device")) << shown.error().message;
  EXPECT_EQ(town.office.value(visit, "mind"), "\"改好的\"");
}

TEST(Elsewhere, WhatTheOfficeReturnedIsWrittenAnewFromHere) {
  Town town;
  town.decide(false);
  const auto list = town.helper.attention();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].state, "elsewhere");
  EXPECT_TRUE(list[0].reason.contains("请补日期")) << list[0].reason;
  EXPECT_TRUE(town.office.attention().empty());
  EXPECT_EQ(town.helper.client().put_back(list[0].id)->written, 1U);
  EXPECT_TRUE(town.helper.attention().empty()) << "until the server has judged it";
  EXPECT_EQ(town.helper.value(town.visit, "mind"), "\"一页的谈话\"");
  town.sync();
  ASSERT_EQ(town.helper.attention().size(), 1U);
  EXPECT_EQ(town.helper.attention()[0].state, "quarantined") << "an own one now";
  town.decide(true);
  EXPECT_EQ(town.office.value(town.visit, "mind"), "\"一页的谈话\"");
  EXPECT_TRUE(town.helper.attention().empty());
}

TEST(Elsewhere, WhatHasBeenWrittenSinceStays) {
  World world;
  Device office(world, world.office_code());
  Device helper(world, world.invite("helper", "李秀英"));
  const Id child = office.add("child", {{"name", "韦小燕"}});
  const auto sync = [&] {
    for (int i = 0; i < 2; ++i) {
      for (auto* device : {&office, &helper}) device->sync();
    }
  };
  const auto pair = [&] {
    return office.add(
        "pairing",
        {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  };
  sync();
  const Id pairing = pair();
  const Id check = office.add("check_in", {{"child", child.uuid()}, {"result", "needs_attention"}});
  sync();
  ASSERT_TRUE(office.remove(pairing).ok());
  office.sync();
  const auto backup = helper.back_up();
  world.clock.advance(1000);
  ASSERT_TRUE(helper.set(check, {{"result", "well"}, {"note", "已经好了"}}).ok());
  helper.sync();
  helper.put_back(backup);
  world.clock.advance(1000);
  ASSERT_TRUE(office.set(check, {{"result", "urgent"}}).ok());
  sync();
  ASSERT_TRUE(office.client().decide(office.attention().at(0).id, false, "请再看看").ok());
  pair();
  sync();
  const auto list = helper.attention();
  ASSERT_EQ(list.size(), 1U);
  const auto saved = helper.client().put_back(list[0].id);
  ASSERT_TRUE(saved.ok()) << saved.error().message;
  EXPECT_EQ(saved->kept, 1U);
  ASSERT_EQ(helper.attention().size(), 1U) << "with what was not written";
  ASSERT_TRUE(helper.client().let_go(list[0].id).ok());
  sync();
  EXPECT_EQ(office.value(check, "note"), "\"已经好了\"");
  EXPECT_NE(office.value(check, "result").find("urgent"), std::string::npos) << office.value(check, "result");
}

TEST(Elsewhere, WhatACopyWroteBehindAnOwnChangeIsToldHereToo) {
  Town town;
  town.decide(true);
  const Id talk = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "第二次"}});
  Device copy(town.helper);
  ASSERT_TRUE(town.helper.set(talk, {{"health", "咳嗽"}}).ok());
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&copy, &town.helper}) device->sync();
  }
  const auto list = copy.attention();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].state, "quarantined");
  EXPECT_EQ(list[1].state, "elsewhere-undecided");
  ASSERT_EQ(list[1].changes.size(), 1U);
  EXPECT_EQ(list[1].changes[0].set.size(), 1U) << "the cough alone";
  ASSERT_EQ(town.helper.attention().size(), 1U) << "which wrote both";
  town.office.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请改").ok());
  for (auto* device : {&town.office, &copy}) device->sync();
  const auto returned = copy.attention();
  ASSERT_EQ(returned.size(), 2U);
  EXPECT_NE(returned[0].id, returned[1].id) << "each can be named";
  ASSERT_TRUE(copy.client().let_go(returned[1].id).ok());
  ASSERT_EQ(copy.attention().size(), 1U);
  EXPECT_EQ(copy.attention()[0].state, "returned") << "the own one";
}

TEST(Elsewhere, WhatACopyWroteAnewOrLetGoIsNotListedAnyMore) {
  for (const bool lets_go : {false, true}) {
    Town town;
    town.decide(true);
    const Id talk = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "第二次"}});
    town.helper.sync();
    Device copy(town.helper);
    town.office.sync();
    ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请改").ok());
    for (auto* device : {&town.office, &copy}) device->sync();
    if (lets_go) {
      ASSERT_TRUE(copy.client().let_go(copy.attention().at(0).id).ok());
    } else {
      ASSERT_TRUE(copy.set(talk, {{"mind", "改好了"}}).ok());
    }
    for (auto* device : {&copy, &town.office}) device->sync();
    if (!lets_go) {
      ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, true, "").ok());
    }
    for (auto* device : {&town.office, &town.helper, &copy, &town.helper}) device->sync();
    for (auto* device : {&copy, &town.helper}) {
      EXPECT_TRUE(device->attention().empty());
      EXPECT_EQ(device->client().status()->needs_attention, 0U);
    }
    EXPECT_EQ(town.office.holds(talk), !lets_go);
  }
}

TEST(Elsewhere, WhatARestoredServerLacksIsWrittenAnewFromHere) {
  Town town;
  town.world.put_back(town.before);
  town.sync();
  const auto list = town.helper.attention();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].state, "elsewhere");
  EXPECT_EQ(town.helper.client().status()->needs_attention, 1U);
  ASSERT_EQ(town.office.attention().size(), 1U);
  EXPECT_EQ(town.office.attention()[0].state, "lost");
  EXPECT_EQ(town.helper.client().put_back(list[0].id)->written, 1U);
  town.sync();
  ASSERT_EQ(town.office.attention().size(), 2U) << "what waits now, and the one that is lost";
  for (const Attention& item : town.office.attention()) {
    if (item.for_office) {
      ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
    }
  }
  town.sync();
  EXPECT_EQ(town.office.value(town.visit, "mind"), "\"一页的谈话\"");
  EXPECT_TRUE(town.helper.attention().empty());
}

// What was let go here is not what comes to wait behind it later.
TEST(Elsewhere, WhatIsWrittenBehindWhatWasLetGoHereIsToldAgain) {
  CheckTown town;
  town.lose_scope();
  const auto backup = town.helper.back_up();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "不在家"}, {"result", "needs_attention"}}).ok());
  town.sync();
  Device phone(town.helper);
  town.helper.put_back(backup);
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请再看看").ok());
  town.office.sync();
  town.helper.sync();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  ASSERT_TRUE(town.helper.attention().empty());
  ASSERT_TRUE(phone.set(town.check, {{"note", "胳膊有伤"}}).ok()) << "before it hears of the return";
  phone.sync();
  town.helper.sync();
  const auto list = town.helper.attention();
  ASSERT_EQ(list.size(), 1U);
  ASSERT_EQ(list[0].changes.size(), 1U);
  EXPECT_EQ(list[0].changes[0].set.size(), 1U) << "the note alone";
}

TEST(Elsewhere, WhatTheOfficeReturnedCanBeLetGo) {
  Town town;
  town.decide(false);
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.sync();
  EXPECT_TRUE(town.helper.attention().empty());
  EXPECT_EQ(town.helper.client().status()->needs_attention, 0U);
}

// The phone that was told has the office's words in its receipt, whoever comes first to a server that lost the
// decision.
TEST(Elsewhere, TheOfficesWordsComeBackWithTheReceipt) {
  HelperTown town;
  town.sync();
  const auto before = town.world.copy();
  Device other(town.helper);
  town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "一页的谈话"}});
  town.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请补日期").ok());
  town.sync();
  town.world.put_back(before);
  town.helper.sync();
  other.sync();
  ASSERT_EQ(other.attention().size(), 1U);
  EXPECT_EQ(other.attention()[0].state, "elsewhere");
  EXPECT_TRUE(other.attention()[0].reason.contains("请补日期")) << other.attention()[0].reason;
}

TEST(Elsewhere, AnEditOfARecordThatIsNotHereIsNotMadeANewRecord) {
  CheckTown town;
  town.helper.sync();
  const auto backup = town.helper.back_up();  // from before the helper was paired
  town.edit_out_of_scope();
  town.helper.put_back(backup);
  town.sync();
  ASSERT_FALSE(town.helper.holds(town.check));
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请再看看").ok());
  town.sync();
  const auto list = town.helper.attention();
  ASSERT_EQ(list.size(), 1U);
  const auto refused = town.helper.client().put_back(list[0].id);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_TRUE(refused.error().message.contains("let-go")) << "and says what can be done";
  EXPECT_EQ(town.helper.attention().size(), 1U) << "it is still told";
  ASSERT_TRUE(town.helper.client().let_go(list[0].id).ok());
  EXPECT_TRUE(town.helper.attention().empty());
}

}  // namespace
}  // namespace xinqiao::testing
