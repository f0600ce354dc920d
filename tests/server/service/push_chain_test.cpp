// Goal: a batch that does not continue its author's chain changes nothing, and the answer says what to send.
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::server::testing {
namespace {

class PushChain : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  Bytes one_child() {
    Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
    return office_.batch(change);
  }
  std::uint64_t last_seq() {
    auto store = std::move(*SqliteStore::open(server_.file(), false));
    return *(*store->snapshot())->last_seq();
  }
  // Keeps a copy of what makes the device's place in its chain.
  struct Place {
    std::uint64_t seq;
    Bytes chain;
  };
  Place place() const { return {office_.seq, office_.chain}; }
  void go_back(const Place& place) {
    office_.seq = place.seq;
    office_.chain = place.chain;
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
};

TEST_F(PushChain, AGapIsAskedFor) {
  office_.sync({one_child()});
  const Bytes second = one_child();
  const Bytes third = one_child();
  const Synced synced = office_.sync({third});
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(synced.receipt().from(), 2U);
  EXPECT_EQ(office_.sync({second, third}).receipt(1).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(PushChain, AForkIsFoundAtTheLastCommonChange) {
  office_.sync({one_child()});
  const Place common = place();
  office_.sync({one_child()});
  office_.sync({one_child()});
  go_back(common);
  const std::uint64_t before = last_seq();
  const Synced synced = office_.sync({one_child()});
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_FORKED);
  EXPECT_EQ(synced.receipt().from(), 1U);
  EXPECT_EQ(last_seq(), before);
}

TEST_F(PushChain, AForkInsideABatchIsFoundToo) {
  const Place start = place();
  Change first = office_.create(schema::kChildKind, fresh(), child("一"));
  Change second = office_.create(schema::kChildKind, fresh(), child("二"));
  std::vector<Change> changes{first, second};
  v1::Batch taken = office_.make_batch(changes);
  office_.sync({taken.SerializeAsString()});
  go_back(start);
  // The twin's batch: the same first change with the same salt, another second one.
  v1::Batch twin = taken;
  twin.mutable_changes(1)->set_record(fresh().str());
  auto opened = *wire::open_batch(twin, wire::chain_start(office_.incarnation), office_.person(), nullptr);
  twin.set_signature(
      crypto::sign(office_.sign_keys.secret_key, wire::signed_text(Id::from_bytes(office_.enrolled().organisation_id()),
                                                                   office_.incarnation, 1, 2, opened.chain.back())));
  const Synced synced = office_.sync({twin.SerializeAsString()});
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_FORKED);
  EXPECT_EQ(synced.receipt().from(), 1U);
}

TEST_F(PushChain, AForkFurtherBackIsFoundByAskingForTheBatchBefore) {
  office_.sync({one_child()});
  const Place common = place();
  office_.sync({one_child()});
  office_.sync({one_child()});
  go_back(common);
  const Bytes twin_second = one_child();
  const Bytes twin_third = one_child();
  const Bytes twin_fourth = one_child();
  const Synced far = office_.sync({twin_fourth});
  ASSERT_EQ(far.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(far.receipt().from(), 3U);
  const Synced nearer = office_.sync({twin_third});
  ASSERT_EQ(nearer.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(nearer.receipt().from(), 2U);
  const Synced found = office_.sync({twin_second});
  EXPECT_EQ(found.receipt().outcome(), v1::OUTCOME_FORKED);
  EXPECT_EQ(found.receipt().from(), 1U);
}

TEST_F(PushChain, Rule2_AnIncarnationContinuesAParentsChainAndItsChangesCountOnce) {
  const Bytes first = one_child();
  const Place common = place();
  Change second = office_.create(schema::kChildKind, fresh(), child("二"));
  std::vector<Change> changes{second};
  const v1::Batch original = office_.make_batch(changes);
  office_.sync({first, original.SerializeAsString()});
  const std::uint64_t before = last_seq();

  // The same change again under a new incarnation, as after a fork.
  const Id parent = office_.incarnation;
  v1::Batch again = original;
  office_.incarnation = fresh();
  again.set_incarnation(office_.incarnation.str());
  again.set_first_seq(2);
  again.mutable_parent()->set_incarnation(parent.str());
  again.mutable_parent()->set_seq(1);
  again.set_signature(
      crypto::sign(office_.sign_keys.secret_key, wire::signed_text(Id::from_bytes(office_.enrolled().organisation_id()),
                                                                   office_.incarnation, 2, 1, office_.chain)));
  const Synced synced = office_.sync({again.SerializeAsString()});
  ASSERT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.receipt().verdicts_size(), 0);
  EXPECT_EQ(last_seq(), before);
  EXPECT_EQ(synced.receipt().last(), changes.front().id);

  EXPECT_EQ(common.seq, 1U);
  EXPECT_EQ(office_.sync({one_child()}).receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(last_seq(), before + 1);
}

TEST_F(PushChain, ABatchThatGrewAfterARescueIsTakenFromWhereItIsNew) {
  const Place start = place();
  Change first = office_.create(schema::kChildKind, fresh(), child("一"));
  std::vector<Change> changes{first};
  v1::Batch shorter = office_.make_batch(changes);
  const Synced taken = office_.sync({shorter.SerializeAsString()});
  go_back(start);
  v1::Batch longer = shorter;
  *longer.add_changes() = wire::pack(office_.create(schema::kChildKind, fresh(), child("二")),
                                     {office_.person(), shorter.base_ms()}, false);
  const auto opened = *wire::open_batch(longer, start.chain, office_.person(), nullptr);
  longer.set_signature(
      crypto::sign(office_.sign_keys.secret_key, wire::signed_text(Id::from_bytes(office_.enrolled().organisation_id()),
                                                                   office_.incarnation, 1, 2, opened.chain.back())));
  const Synced grown = office_.sync({longer.SerializeAsString()});
  ASSERT_EQ(grown.receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(grown.receipt().count(), 2U);
  EXPECT_EQ(grown.receipt().seqs(0).seq(), taken.receipt().seqs(0).seq());
  EXPECT_EQ(office_.sync({longer.SerializeAsString()}).receipt().SerializeAsString(),
            grown.receipt().SerializeAsString());
  // The shorter form is known too.
  EXPECT_EQ(office_.sync({shorter.SerializeAsString()}).receipt().outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(PushChain, TheLastSignatureProvesTheBatchesBeforeIt) {
  Change one = office_.create(schema::kChildKind, fresh(), child("一"));
  std::vector<Change> changes{one};
  v1::Batch first = office_.make_batch(changes);
  first.set_signature(Bytes(64, 'x'));
  const Bytes second = one_child();
  const Synced synced = office_.sync({first.SerializeAsString(), second});
  EXPECT_EQ(synced.receipt(0).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.receipt(1).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(PushChain, WhatTheLastSignatureIsNotOfIsRefusedAlone) {
  const Bytes good = one_child();
  Change two = office_.create(schema::kChildKind, fresh(), child("二"));
  std::vector<Change> changes{two};
  v1::Batch forged = office_.make_batch(changes);
  forged.set_signature(Bytes(64, 'x'));
  const Bytes behind = one_child();
  {
    SCOPED_TRACE("nothing behind it");
    const Synced synced = office_.sync({good, forged.SerializeAsString()});
    EXPECT_EQ(synced.receipt(0).outcome(), v1::OUTCOME_TAKEN);
    EXPECT_EQ(synced.receipt(1).outcome(), v1::OUTCOME_REFUSED);
    EXPECT_EQ(synced.receipt(1).code(), v1::REASON_BAD_SIGNATURE);
  }
  {
    SCOPED_TRACE("what is behind it goes on from something else");
    forged.mutable_changes(0)->set_record(fresh().str());
    const Synced synced = office_.sync({forged.SerializeAsString(), behind});
    EXPECT_EQ(synced.receipt(0).outcome(), v1::OUTCOME_REFUSED);
    EXPECT_EQ(synced.receipt(0).code(), v1::REASON_BAD_SIGNATURE);
    EXPECT_EQ(synced.receipt(1).outcome(), v1::OUTCOME_NEED);
  }
}

TEST_F(PushChain, ForgedSignatureIsRefused) {
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  std::vector<Change> changes{change};
  v1::Batch batch = office_.make_batch(changes);
  batch.set_signature(Bytes(64, 'x'));
  const std::uint64_t before = last_seq();
  const Synced synced = office_.sync({batch.SerializeAsString()});
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_REFUSED);
  EXPECT_EQ(synced.receipt().code(), v1::REASON_BAD_SIGNATURE);
  EXPECT_EQ(last_seq(), before);
}

TEST_F(PushChain, AnotherAuthorOrAnothersIncarnationIsRefused) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  Change change = helper.create(schema::kChildKind, fresh(), child("龙小兰"));
  std::vector<Change> changes{change};
  v1::Batch batch = helper.make_batch(changes);
  EXPECT_EQ(office_.sync({batch.SerializeAsString()}).receipt().code(), v1::REASON_NOT_THE_AUTHOR);
  batch.set_author(office_.person().str());
  EXPECT_EQ(helper.sync({batch.SerializeAsString()}).receipt().code(), v1::REASON_NOT_THE_AUTHOR);
}

TEST_F(PushChain, Rule3_AnAbbreviationOfAnUnknownChangeIsAskedForInFull) {
  Change change = office_.edit(fresh(), one_text(1, "龙小兰"), {12345});
  office_.abbreviate = true;
  EXPECT_EQ(office_.sync({office_.batch(change)}).receipt().outcome(), v1::OUTCOME_NEED_FULL);
}

// Nothing in common: the new incarnation starts where the old one did.
TEST_F(PushChain, AForkFromTheVeryBeginningIsTakenAndRepeated) {
  const Place start = place();
  const Id parent = office_.incarnation;
  office_.sync({one_child()});
  go_back(start);
  const Synced forked = office_.sync({one_child()});
  ASSERT_EQ(forked.receipt().outcome(), v1::OUTCOME_FORKED);
  ASSERT_EQ(forked.receipt().from(), 0U);

  go_back(start);
  office_.incarnation = fresh();
  std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("二"))};
  v1::Batch batch = office_.make_batch(changes);
  batch.mutable_parent()->set_incarnation(parent.str());
  batch.mutable_parent()->set_seq(0);
  batch.set_previous(wire::id_at(start.chain));
  const Synced taken = office_.sync({batch.SerializeAsString()});
  ASSERT_EQ(taken.receipt().outcome(), v1::OUTCOME_TAKEN);
  // Among others, so that the whole request would suffer.
  const Synced again = office_.sync({batch.SerializeAsString(), one_child()});
  ASSERT_EQ(again.status, 200);
  EXPECT_EQ(again.receipt(0).SerializeAsString(), taken.receipt().SerializeAsString());
  EXPECT_EQ(again.receipt(1).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(PushChain, TheSameBatchTwiceInOneRequestIsTakenOnce) {
  const Bytes batch = one_child();
  const std::uint64_t before = last_seq();
  const Synced synced = office_.sync({batch, batch});
  EXPECT_EQ(synced.receipt(0).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.receipt(1).SerializeAsString(), synced.receipt(0).SerializeAsString());
  EXPECT_EQ(last_seq(), before + 1);
}

}  // namespace
}  // namespace xinqiao::server::testing
