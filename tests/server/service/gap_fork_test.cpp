// Goal: copies and new names around a gap lose nothing, and each is answered. Method: chains with two continuations.
#include "server/service/gap_fixture.h"

namespace xinqiao::server::testing {
namespace {

using GapFork = GapTest;

TEST_F(GapFork, OfTwoChainsAtOnePlaceOneIsHeldAndTheOtherRefused) {
  const auto all = several(2);
  const std::uint64_t seq = phone_.seq;
  const Bytes chain = phone_.chain;
  const Written one = one_child();
  phone_.seq = seq;
  phone_.chain = chain;
  const Written twin = one_child();
  EXPECT_EQ(take({one}).held, 1U);
  EXPECT_EQ(take({twin}).refused, 1U);
}

TEST_F(GapFork, WhatACopyTookThePlaceOfIsKeptAndSaidToBe) {
  const auto all = several(1);
  const std::uint64_t seq = phone_.seq;
  const Bytes chain = phone_.chain;
  const auto ours = several(2);
  take({all[0], ours[1]});
  phone_.seq = seq;
  phone_.chain = chain;
  push(one_child());
  const auto gap = told_before(ours[1]);
  EXPECT_EQ(gap.state(), v1::GAP_STATE_FORKED);
  EXPECT_EQ(gap.waiting(), 1);
  // The phone sends it under a new name, as it does after a fork.
  v1::Parent parent;
  parent.set_incarnation(phone_.incarnation.str());
  parent.set_seq(1);
  phone_.incarnation = fresh();
  std::vector<Bytes> renamed;
  for (Written written : ours) {
    v1::Batch& batch = written.batch;
    batch.set_incarnation(phone_.incarnation.str());
    if (renamed.empty()) *batch.mutable_parent() = parent;
    const auto opened = wire::open_batch(batch, written.before, phone_.person(), nullptr);
    batch.set_signature(
        crypto::sign(phone_.sign_keys.secret_key,
                     wire::signed_text(Id::from_bytes(phone_.enrolled().organisation_id()), phone_.incarnation,
                                       batch.first_seq(), 1, opened->chain.back())));
    renamed.push_back(batch.SerializeAsString());
  }
  EXPECT_EQ(phone_.sync(renamed).receipt(1).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(state_before(ours[1]), v1::GAP_STATE_FILLED);
}

TEST_F(GapFork, ANameThatBeginsBehindItWaitsAndFollowsWithItsChain) {
  auto all = several(2);
  v1::Parent parent;
  parent.set_incarnation(phone_.incarnation.str());
  parent.set_seq(2);
  phone_.incarnation = fresh();
  Written renamed = one_child();
  *renamed.batch.mutable_parent() = parent;
  const Written next = one_child();
  const Synced asked = phone_.sync({renamed.batch.SerializeAsString()});
  EXPECT_EQ(asked.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(asked.receipt().from(), 1U);
  EXPECT_EQ(take({renamed, next}).held, 2U);
  EXPECT_EQ(told_before(renamed).from(), 1);
  EXPECT_EQ(told_before(renamed).to(), 2);
  EXPECT_EQ(told_before(renamed).waiting(), 2);
  release(office_, renamed);
  EXPECT_TRUE(office_holds(2));
  EXPECT_TRUE(office_holds(3));
  EXPECT_EQ(push(one_child()).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(push(all[0]).outcome(), v1::OUTCOME_TAKEN) << "late, under the old name";
}

}  // namespace
}  // namespace xinqiao::server::testing
