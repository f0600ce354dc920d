// Goal: copies of a folder and a server restored from its backup, together, lose nothing either. Method: as
// copies_test; the copies refill the server, each under its own names.
#include "e2e/copies.h"

namespace xinqiao::testing {
namespace {

class CopiesAndRestore : public Copies {};

// The counterexample to "send again only what was not acknowledged": acknowledged at a place that a copy then takes.
TEST_F(CopiesAndRestore, WhatWasAcknowledgedIsSentAgainWhenACopyHasTakenItsPlace) {
  Device twin(phone_);
  const auto server = world_.copy();
  const Id acknowledged = talk(phone_, "手机");
  phone_.sync();
  world_.put_back(server);
  talk(twin, "平板");
  twin.sync();
  settle({&phone_, &twin, &watcher_});
  EXPECT_EQ(watcher_.value(acknowledged, "mind"), "\"手机\"");
  expect_same({&phone_, &twin, &watcher_}, 2);
}

// What is in common lies before the place where the incarnation itself began.
TEST_F(CopiesAndRestore, AForkFurtherBackThanTheLastOne) {
  const auto server = world_.copy();
  Device third(phone_);
  talk(phone_, "共有");
  phone_.sync();
  Device twin(phone_);
  talk(phone_, "手机");
  talk(twin, "平板");
  settle({&phone_, &twin});  // the twin has a name of its own, from behind "共有" on
  world_.put_back(server);
  talk(third, "第三台");
  third.sync();  // it takes the place of "共有"
  settle({&twin, &phone_, &third, &watcher_});
  expect_same({&phone_, &twin, &third, &watcher_}, 4);
}

TEST_F(CopiesAndRestore, ARestoredServerThatKnowsNoNameButTheFirst) {
  Device fresh{world_, world_.invite("office", "覃干事")};
  const auto server = world_.copy();
  Device twin(fresh);
  Device third(fresh);
  for (Device* device : {&fresh, &twin, &third, &twin}) {
    talk(*device, "各记各的");
    device->sync();
  }
  Device fourth(twin);
  talk(fourth, "第四台");
  fourth.sync();
  settle({&fourth, &twin});
  world_.put_back(server);
  settle({&fourth, &third, &twin, &fresh, &watcher_});
  settle({&fourth, &third, &twin, &fresh, &watcher_});
  expect_same({&fresh, &twin, &third, &fourth, &watcher_}, 5);
}

TEST_F(CopiesAndRestore, AnOverwrittenChangeSentByTwoDoesNotRise) {
  const auto server = world_.copy();
  const Id visit = talk(phone_, "旧");
  ASSERT_TRUE(phone_.set(visit, {{"mind", "新"}}).ok());
  phone_.sync();
  Device twin(phone_);
  world_.put_back(server);
  talk(phone_, "手机");
  talk(twin, "平板");
  settle({&twin, &phone_, &watcher_});
  expect_same({&phone_, &twin, &watcher_}, 3);
  EXPECT_EQ(watcher_.value(visit, "mind"), "\"新\"");
}

}  // namespace
}  // namespace xinqiao::testing
