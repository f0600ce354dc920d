// Goal: an edit of another's record that was sent back need not be written anew: its author lets it go, and what they
// write later is not held up by it. Method: a helper whose pairing ended meanwhile, and comes back.
#include <algorithm>

#include "e2e/helper_town.h"

namespace xinqiao::testing {
namespace {

using Town = CheckTown;

TEST(LetGo, WhatTheOfficeHasYetToDecideStays) {
  Town town;
  town.edit_out_of_scope();
  EXPECT_EQ(town.helper.client().let_go(town.helper.attention().at(0).id).error().code, ErrorCode::kRefused);
  EXPECT_EQ(town.helper.attention().size(), 1U);
}

TEST(LetGo, AnEditThatWasSentBackIsDoneWith) {
  Town town;
  town.edit_out_of_scope();
  town.return_it();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  EXPECT_TRUE(town.helper.attention().empty());
  EXPECT_EQ(town.helper.client().status()->needs_attention, 0U);
  EXPECT_EQ(town.helper.value(town.check, "note"), "\"在家\"");
  const auto history = *town.helper.client().history(town.check);
  EXPECT_TRUE(std::ranges::any_of(history, [](const HistoryLine& line) { return line.state == "let-go"; }))
      << "it can still be read";
  town.sync();
  EXPECT_TRUE(town.helper.attention().empty()) << "nor does it come back";
}

TEST(LetGo, WhatIsWrittenLaterIsNotHeldUpAndDoesNotBringItBack) {
  Town town;
  town.edit_out_of_scope();
  town.return_it();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.pair();
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "needs_attention"}}).ok());
  town.sync();
  for (auto* device : {&town.office, &town.helper}) {
    EXPECT_TRUE(device->attention().empty());
    EXPECT_NE(device->value(town.check, "result").find("needs_attention"), std::string::npos);
    EXPECT_EQ(device->value(town.check, "note"), "\"在家\"");
    EXPECT_TRUE(device->client().clashes()->empty());
  }
}

TEST(LetGo, WhatWaitedBehindItIsJudgedByItself) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "needs_attention"}}).ok());
  town.sync();
  town.return_it();
  ASSERT_EQ(town.helper.attention().at(0).behind.size(), 1U);
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  ASSERT_EQ(town.helper.attention().size(), 1U);
  EXPECT_EQ(town.helper.attention()[0].state, "freed") << "there is nothing to be done about it";
  town.sync();
  EXPECT_EQ(town.helper.attention().at(0).state, "quarantined");
  ASSERT_EQ(town.office.attention().size(), 1U) << "still out of scope";
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, true, "").ok());
  town.sync();
  for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
  EXPECT_NE(town.office.value(town.check, "result").find("needs_attention"), std::string::npos);
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在家\"");
}

// A danger sign that was written before its author heard of the return.
TEST(LetGo, WhatIsSentBeforeTheReturnIsHeardComesInByItself) {
  Town town;
  town.edit_out_of_scope();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请再看看").ok());
  town.pair();
  town.office.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "urgent"}}).ok());
  town.helper.sync();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.sync();
  EXPECT_NE(town.office.value(town.check, "result").find("urgent"), std::string::npos);
  EXPECT_TRUE(town.helper.attention().empty());
}

// Letting go writes nothing: what others made of the field meanwhile, and a clash between them, stay as they are.
TEST(LetGo, WhatOthersWriteMeanwhileStands) {
  Town town;
  Device second(town.world, town.world.invite("office", "王主任"));
  second.sync();
  town.edit_out_of_scope();
  town.return_it();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.pair();
  town.office.sync();
  second.sync();
  ASSERT_TRUE(town.office.set(town.check, {{"note", "去了外婆家"}}).ok());
  ASSERT_TRUE(second.set(town.check, {{"note", "在姑姑家"}}).ok());
  ASSERT_TRUE(town.helper.set(town.check, {{"result", "needs_attention"}}).ok());
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&town.office, &second, &town.helper}) device->sync();
  }
  for (auto* device : {&town.office, &second, &town.helper}) {
    const auto clashes = *device->client().clashes();
    ASSERT_EQ(clashes.size(), 1U);
    EXPECT_EQ(clashes[0].values.size(), 2U) << "between those two alone";
    EXPECT_TRUE(device->attention().empty());
  }
}

TEST(LetGo, ARestoredServerAndACopyOfTheFolderComeToTheSame) {
  Town town;
  const auto early = town.world.copy();
  town.edit_out_of_scope();
  town.return_it();
  Device copy(town.helper);
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.sync();
  town.world.put_back(early);
  for (int i = 0; i < 2; ++i) {
    for (auto* device : {&town.office, &town.helper, &copy}) device->sync();
  }
  for (auto* device : {&copy, &town.helper}) EXPECT_TRUE(device->attention().empty());
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在家\"");
}

TEST(LetGo, OnOneCopyItIsNotWrittenAgainByTheNextEditOnAnother) {
  Town town;
  town.edit_out_of_scope();
  town.return_it();
  Device copy(town.helper);
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  EXPECT_EQ(town.helper.client().status()->unsent, 1U);
  town.helper.sync();
  EXPECT_EQ(town.helper.client().status()->unsent, 0U);
  copy.sync();
  EXPECT_TRUE(copy.attention().empty());
  town.pair();
  town.office.sync();
  copy.sync();
  ASSERT_TRUE(copy.set(town.check, {{"result", "needs_attention"}}).ok());
  for (auto* device : {&copy, &town.office}) device->sync();
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在家\"");
  EXPECT_NE(town.office.value(town.check, "result").find("needs_attention"), std::string::npos);
}

// The office accepts a record before it hears that its author has let it go.
TEST(LetGo, NeverDeletesWhatTheOfficeAccepted) {
  for (const bool sent_first : {false, true}) {
    Town town;
    town.helper.sync();
    const Id visit = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
    town.sync();
    const Id held = town.office.attention().at(0).id;
    ASSERT_TRUE(town.office.client().decide(held, false, "不是您的孩子").ok());
    town.sync();
    ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
    if (sent_first) town.helper.sync();
    ASSERT_TRUE(town.office.client().decide(held, true, "").ok());
    town.pair();
    town.sync();
    town.sync();
    for (auto* device : {&town.office, &town.helper}) {
      EXPECT_EQ(device->value(visit, "mind"), "\"想妈妈\"");
      EXPECT_FALSE(device->client().get(visit)->deleted);
      EXPECT_TRUE(device->attention().empty());
      EXPECT_TRUE(device->client().clashes()->empty());
    }
  }
}

TEST(LetGo, WhatTheOfficeAcceptsAfterAllComesIn) {
  Town town;
  Device second(town.world, town.world.invite("office", "王主任"));
  town.edit_out_of_scope();
  second.sync();
  const Id held = second.attention().at(0).id;
  ASSERT_TRUE(second.client().decide(held, true, "").ok());  // offline
  town.return_it();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  second.sync();
  town.sync();
  town.sync();
  EXPECT_EQ(town.office.value(town.check, "note"), "\"不在家\"");
  EXPECT_TRUE(town.helper.attention().empty());
}

TEST(LetGo, ARecordOfWhichNothingWasTakenIsTakenBack) {
  Town town;
  town.sync();
  const Id visit = town.helper.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  town.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "不是您的孩子").ok());
  town.sync();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  EXPECT_TRUE(town.helper.attention().empty());
  EXPECT_EQ(town.helper.client().get(visit).error().code, ErrorCode::kRefused) << "taken back";
  town.sync();
  EXPECT_FALSE(town.helper.holds(visit));
  EXPECT_EQ(town.helper.client().status()->unsent, 0U);
  EXPECT_EQ(town.helper.set(visit, {{"mind", "还是要"}}).error().code, ErrorCode::kRefused) << "entered anew instead";
}

// Its author has written on meanwhile: neither is lost.
TEST(LetGo, AcceptedAfterAllItStandsBesideWhatWasWrittenSince) {
  Town town;
  town.edit_out_of_scope();
  const Id held = town.office.attention().at(0).id;
  town.return_it();
  ASSERT_TRUE(town.helper.client().let_go(town.helper.attention().at(0).id).ok());
  town.pair();
  town.sync();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "在外婆家"}}).ok());
  town.sync();
  ASSERT_TRUE(town.office.client().decide(held, true, "").ok());
  town.sync();
  for (auto* device : {&town.office, &town.helper}) {
    ASSERT_EQ(device->client().clashes()->size(), 1U);
    EXPECT_EQ(device->client().clashes()->at(0).values.size(), 2U);
  }
}

// Two records that were saved together and sent back: each is dealt with by itself, on every device of their author.
TEST(LetGo, OfWhatWasSavedTogetherTheOtherHalfAloneIsWrittenAnewElsewhere) {
  Town town;
  const Id other = town.office.add("check_in", {{"child", town.child.uuid()}, {"result", "well"}, {"note", "在校"}});
  const Id pairing = town.pair();
  town.sync();
  ASSERT_TRUE(town.office.remove(pairing).ok());
  town.office.sync();
  const auto backup = town.helper.back_up();
  ASSERT_TRUE(
      town.helper.client()
          .save({*town.helper.fill(town.check, {{"note", "不在家"}}), *town.helper.fill(other, {{"note", "不在校"}})})
          .ok());
  town.sync();
  Device copy(town.helper);
  town.helper.put_back(backup);  // it knows nothing of either
  town.return_it();
  EXPECT_EQ(town.helper.attention().at(0).state, "elsewhere");
  EXPECT_EQ(town.helper.attention().at(0).changes.size(), 2U);
  copy.sync();
  const auto on_copy = copy.attention();
  ASSERT_EQ(on_copy.size(), 2U) << "mended record by record";
  const auto of_check = std::ranges::find(on_copy, town.check, &Attention::record);
  ASSERT_NE(of_check, on_copy.end());
  ASSERT_TRUE(copy.client().let_go(of_check->id).ok());
  copy.sync();
  town.sync();
  ASSERT_EQ(town.helper.attention().size(), 1U);
  ASSERT_EQ(town.helper.attention()[0].changes.size(), 1U) << "what was let go there is not listed here";
  EXPECT_EQ(town.helper.attention()[0].changes[0].record, other);
  EXPECT_EQ(town.helper.attention()[0].record, other);
  town.pair();
  town.sync();
  EXPECT_EQ(town.helper.client().put_back(town.helper.attention()[0].id)->written, 1U);
  town.sync();
  copy.sync();
  EXPECT_EQ(town.office.value(other, "note"), "\"不在校\"");
  EXPECT_EQ(town.office.value(town.check, "note"), "\"在家\"");
}

}  // namespace
}  // namespace xinqiao::testing
