// Goal: a data folder that was copied, or put back from an old backup, goes on: nothing is lost, nothing twice, and all
// replicas come out equal. Method: real devices whose folders are copied and put back, in every order of syncs.
#include "e2e/copies.h"

namespace xinqiao::testing {
namespace {

TEST_F(Copies, BothGoOnAndEachVisitIsThereOnce) {
  Device twin(phone_);
  talk(phone_, "手机");
  talk(twin, "平板一");
  talk(twin, "平板二");
  settle({&phone_, &twin, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 3);
}

TEST_F(Copies, WhatBothHadUnsentArrivesOnce) {
  talk(phone_, "共有一");
  talk(phone_, "共有二");
  Device twin(phone_);
  talk(phone_, "手机");
  talk(twin, "平板");  // in the middle of a batch that is common up to here
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 4);
}

TEST_F(Copies, WhatOneHasOverwrittenDoesNotStandBesideItOnTheOther) {
  const Id visit = talk(phone_, "共有");
  Device twin(phone_);
  ASSERT_TRUE(phone_.set(visit, {{"mind", "改过"}}).ok());
  talk(twin, "平板");
  phone_.sync();
  // The answer that says "forked" is the last before the network goes away.
  twin.wire.fates = {Fate::kGood};
  twin.wire.fates.insert(twin.wire.fates.end(), 100, Fate::kLoseRequest);
  EXPECT_FALSE(twin.try_sync().ok());
  twin.wire.fates.clear();
  EXPECT_EQ(twin.client().status()->clashes, 0U);
  EXPECT_EQ(twin.value(visit, "mind"), "\"共有\"");
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 2);
  EXPECT_EQ(twin.value(visit, "mind"), "\"改过\"");
}

TEST_F(Copies, WithNothingInCommonToo) {
  Device fresh{world_, world_.invite("office", "覃干事")};
  Device twin(fresh);
  talk(fresh, "手机");
  talk(twin, "平板");
  Device third(twin);
  talk(third, "第三台");
  settle({&fresh, &twin, &third, &watcher_});
  expect_same({&fresh, &twin, &third, &watcher_}, 3);
}

TEST_F(Copies, ThreeCopiesAndAForkOfAFork) {
  Device twin(phone_);
  talk(phone_, "手机");
  talk(twin, "平板");
  settle({&phone_, &twin});
  Device third(twin);
  talk(twin, "平板又一");
  const Id late = talk(third, "第三台");
  settle({&twin, &third});
  talk(phone_, "手机又一");
  ASSERT_TRUE(third.set(late, {{"mind", "第三台改过"}}).ok());
  settle({&third, &phone_, &twin, &watcher_});
  expect_same({&phone_, &twin, &third, &watcher_}, 5);
  EXPECT_EQ(watcher_.value(late, "mind"), "\"第三台改过\"");
}

// A place in a chain is no name: at the same place of the same incarnation each has written something else.
TEST_F(Copies, UrgentIsNotHiddenByWellWrittenAtTheSamePlace) {
  const Id check = phone_.add("check_in", {{"child", child_.uuid()}, {"result", "well"}});
  settle({&phone_, &watcher_});
  Device twin(phone_);
  ASSERT_TRUE(phone_.set(check, {{"result", "urgent"}}).ok());
  ASSERT_TRUE(twin.set(check, {{"result", "needs_attention"}}).ok());
  ASSERT_TRUE(twin.set(check, {{"result", "well"}}).ok());
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 0, 1);
  EXPECT_EQ(watcher_.value(check, "result"), "\"urgent\"");
}

TEST_F(Copies, ATransactionStaysWholeWhenItIsSentAgain) {
  Device twin(phone_);
  talk(phone_, "手机");
  std::vector<Edit> edits(3);
  for (Edit& edit : edits) {
    edit.draft.kind = schema::find_kind("visit")->number;
    edit.create = true;
    edit.set = *text::parse(*schema::find_kind("visit")->message,
                            {{"child", child_.uuid()}, {"kind", "talk"}, {"mind", "一起"}}, {}, nullptr);
  }
  ASSERT_TRUE(twin.client().save(edits).ok());
  settle({&phone_, &twin, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 4);
}

TEST_F(Copies, APhonePutBackFromItsOwnBackupGetsBackWhatItHadSent) {
  talk(phone_, "备份之前");
  phone_.sync();
  const std::string backup = phone_.back_up();
  const Id lost = talk(phone_, "备份之后");
  phone_.sync();
  phone_.put_back(backup);
  EXPECT_FALSE(phone_.holds(lost));
  talk(phone_, "换机以后");
  settle({&phone_, &watcher_});
  expect_same({&phone_, &watcher_}, 3);
  EXPECT_EQ(phone_.value(lost, "mind"), "\"备份之后\"");
  // Twice the same backup, and one of after the first time.
  const std::string later = phone_.back_up();
  for (const auto& again : {backup, later}) {
    phone_.put_back(again);
    talk(phone_, "又换机");
    settle({&phone_, &watcher_});
  }
  expect_same({&phone_, &watcher_}, 5);
}

TEST_F(Copies, NothingFlickersWhileTheForkIsHalfDone) {
  const Id visit = talk(phone_, "共有");
  Device twin(phone_);
  talk(phone_, "手机");
  phone_.sync();
  const Id own = talk(twin, "平板");
  for (const std::size_t good : {1U, 2U}) {
    for (const Fate fate : {Fate::kLoseRequest, Fate::kLoseAnswer}) {
      twin.wire.fates.assign(good, Fate::kGood);
      twin.wire.fates.insert(twin.wire.fates.end(), 100, fate);
      static_cast<void>(twin.try_sync());
      twin.wire.fates.clear();
      EXPECT_EQ(twin.value(visit, "mind"), "\"共有\"");
      EXPECT_EQ(twin.value(own, "mind"), "\"平板\"");
      EXPECT_EQ(twin.client().status()->clashes, 0U);
    }
  }
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 3);
}

TEST_F(Copies, WorkOfAForkThatWasNotSentYetIsRescued) {
  talk(phone_, "共有");
  Device twin(phone_);
  talk(phone_, "手机");
  phone_.sync();
  const Id own = talk(twin, "平板");
  twin.wire.fates = {Fate::kGood};
  twin.wire.fates.insert(twin.wire.fates.end(), 100, Fate::kLoseRequest);
  EXPECT_FALSE(twin.try_sync().ok());
  twin.wire.fates.clear();
  const TempFolder stick;
  SystemFileSystem files;
  ASSERT_EQ(twin.rescue(stick / "work.xqrescue")->unsent, 2U);
  const auto bundle = files.read(stick / "work.xqrescue");
  const auto report = server::take_rescue(world_.data(), *bundle, world_.clock, world_.random);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->all_taken());
  EXPECT_EQ(report->repeated, 2U);
  EXPECT_EQ(report->accepted, 1U);
  settle({&watcher_});
  EXPECT_EQ(watcher_.value(own, "mind"), "\"平板\"");
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 3);
}

TEST_F(Copies, TwoThatLiveAreNamedToTheOfficeOnce) {
  Device twin(phone_);
  talk(phone_, "手机");
  talk(twin, "平板");
  settle({&phone_, &twin, &watcher_});
  EXPECT_EQ(named_copied(), 0U);  // it may still be one phone, put back
  talk(phone_, "手机又一");
  settle({&phone_, &twin, &watcher_});
  EXPECT_EQ(named_copied(), 1U);
  const auto told = watcher_.attention();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].state, "copied");
  EXPECT_EQ(told[0].by, phone_.client().identity()->person);
  EXPECT_NE(told[0].reason.find("两份都在用"), std::string::npos);
  EXPECT_EQ(watcher_.client().status()->needs_attention, 1U);
  const Bytes named = watcher_.digest();
  talk(twin, "平板又一");
  talk(phone_, "手机又二");
  settle({&phone_, &twin, &watcher_});
  EXPECT_EQ(named_copied(), 1U);
  expect_same({&phone_, &twin, &watcher_}, 5);
  EXPECT_NE(named, watcher_.digest());
}

TEST_F(Copies, OnePhonePutBackIsNotNamed) {
  const std::string backup = phone_.back_up();
  talk(phone_, "备份之后");
  phone_.sync();
  const auto server = world_.copy();
  for (int i = 0; i < 3; ++i) {
    phone_.put_back(backup);
    talk(phone_, "换机以后");
    settle({&phone_, &watcher_});
  }
  talk(phone_, "最后");
  settle({&phone_, &watcher_});
  // Also when it refills a restored server, under all its names.
  world_.put_back(server);
  settle({&phone_, &watcher_});
  EXPECT_EQ(named_copied(), 0U);
}

}  // namespace
}  // namespace xinqiao::testing
