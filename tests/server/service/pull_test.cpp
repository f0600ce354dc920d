// Goal: pages in any size bring everything once, in order, and nothing that was told before.
#include <gtest/gtest.h>

#include "merge/state_codec.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::server::testing {
namespace {

class Pull : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  std::vector<Id> make_children(int count, int per_transaction = 1) {
    std::vector<Id> ids;
    std::vector<Change> changes;
    for (int i = 0; i < count; ++i) {
      ids.push_back(fresh());
      changes.push_back(office_.create(schema::kChildKind, ids.back(), child("孩子" + std::to_string(i))));
      if (i % per_transaction == 0) {
        changes.back().transaction = static_cast<std::uint32_t>(std::min(per_transaction, count - i));
      }
    }
    const Synced synced = office_.sync({office_.batch(changes)});
    EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN);
    return ids;
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice second_{server_, server_.invite("office", "田老师")};
};

TEST_F(Pull, ManySmallPagesComeToTheSameAsOneLarge) {
  make_children(200);
  TestDevice third(server_, server_.invite("office", "吴老师"));
  second_.pull_all();
  EXPECT_GT(third.pull_all(2048), 5);
  EXPECT_EQ(second_.pull_all(), 1);
  EXPECT_EQ(third.records, second_.records);
  EXPECT_EQ(third.records.size(), 200U + 4 + 3);
}

TEST_F(Pull, Rule7_APageNeverSplitsATransaction) {
  make_children(240, 60);
  int pages = 0;
  for (bool complete = false; !complete; ++pages) {
    const Synced synced = second_.sync({}, 2048);
    complete = synced.response.complete();
    std::map<std::uint64_t, int> by_seq;
    for (const auto& delta : synced.response.deltas()) {
      if (delta.kind() == schema::kChildKind) ++by_seq[delta.seq()];
    }
    for (const auto& [seq, count] : by_seq) EXPECT_EQ(count, 60) << seq;
  }
  EXPECT_GE(pages, 4);
}

// What an earlier answer accepted, and the device says that it holds; anything else it says counts for nothing.
TEST_F(Pull, Rule8_WhatADeviceHoldsIsNotToldAgain) {
  office_.pull_all();
  const Bytes before = office_.cursor;
  const auto ids = make_children(20);
  const ChangeId last = wire::id_at(office_.chain);
  const auto told = [&](std::uint64_t first, std::uint64_t upto, ChangeId id, const Id& incarnation) {
    v1::SyncRequest request;
    request.mutable_hello()->set_incarnation(incarnation.str());
    request.set_cursor(before);
    request.set_max_bytes(1024 * 1024);
    request.set_want(v1::WANT_PULL);
    v1::HeldRun& run = *request.add_held();
    run.set_first(first);
    run.set_last(upto);
    run.set_id(id);
    const Synced synced = office_.send(request);
    EXPECT_EQ(synced.status, 200);
    EXPECT_TRUE(synced.response.complete());
    return synced.response.deltas_size();
  };
  const Id& mine = office_.incarnation;
  EXPECT_EQ(told(1, 20, last, mine), 0);
  EXPECT_EQ(told(11, 20, last, mine), 10) << "the others it does not hold";
  EXPECT_EQ(told(1, 20, last + 1, mine), 20) << "a copy's";
  EXPECT_EQ(told(1, 21, last, mine), 20);
  EXPECT_EQ(told(20, 1, last, mine), 20);
  EXPECT_EQ(told(1, UINT64_MAX, last, mine), 20);
  EXPECT_EQ(told(1, 20, last, second_.incarnation), 20) << "of another device";
  second_.pull_all();
  second_.sync({second_.batch({second_.edit(ids[3], one_text(19, "别人写的"))})});
  EXPECT_EQ(told(1, 20, last, mine), 1) << "what others wrote since";
}

TEST_F(Pull, WhatIsLargerThanAPageComesInPieces) {
  make_children(120, 120);
  TestDevice third(server_, server_.invite("office", "吴老师"));
  int in_pieces = 0;
  for (bool complete = false; !complete;) {
    const Synced synced = third.sync({}, 2048);
    ASSERT_EQ(synced.status, 200);
    EXPECT_LE(synced.payload.size(), 2 * 2048U);
    for (const auto& piece : synced.response.pieces()) EXPECT_FALSE(piece.data().empty());
    in_pieces += synced.response.pieces_size();
    complete = synced.response.complete();
  }
  EXPECT_GT(in_pieces, 3);
  second_.pull_all();
  EXPECT_EQ(third.records, second_.records);
}

TEST_F(Pull, APieceOfWhatHasChangedMeanwhileBeginsAnew) {
  const auto ids = make_children(120, 120);
  TestDevice third(server_, server_.invite("office", "吴老师"));
  for (int i = 0; third.pieces.empty() && i < 100; ++i) third.sync({}, 2048);
  ASSERT_FALSE(third.pieces.empty());
  Change edit = office_.edit(ids.front(), one_text(19, "备注"));
  ASSERT_EQ(office_.sync({office_.batch(edit)}).receipt().outcome(), v1::OUTCOME_TAKEN);
  third.pull_all(2048);
  second_.pull_all();
  EXPECT_EQ(third.records, second_.records);
}

TEST_F(Pull, NothingNewIsNothing) {
  make_children(3);
  second_.pull_all();
  const Synced synced = second_.sync();
  EXPECT_EQ(synced.response.deltas_size(), 0);
  EXPECT_TRUE(synced.response.complete());
}

TEST_F(Pull, Rule7_OnlyTheGroupsThatMovedAreSent) {
  const auto ids = make_children(1);
  second_.pull_all();
  Change edit = office_.edit(ids.front(), one_text(19, "备注"));
  office_.sync({office_.batch(edit)});
  const Synced synced = second_.sync();
  ASSERT_EQ(synced.response.deltas_size(), 1);
  const auto state = *decode_state(synced.response.deltas(0));
  ASSERT_EQ(state.groups.size(), 1U);
  EXPECT_EQ(state.groups.begin()->first, 19U);
}

// A record that moves while it is paged keeps the groups that had not been sent.
TEST_F(Pull, Rule9_ARecordThatMovesBetweenPagesComesWhole) {
  const auto ids = make_children(100);
  second_.sync({}, 2048);
  ASSERT_FALSE(second_.records.contains(ids.back()));
  Change edit = office_.edit(ids.back(), one_text(19, "备注"));
  office_.sync({office_.batch(edit)});
  second_.pull_all(2048);
  EXPECT_TRUE(second_.records[ids.back()].groups.contains(1));
  EXPECT_TRUE(second_.records[ids.back()].groups.contains(19));
}

TEST_F(Pull, Rule8_OwnWorkComesBackOnlyWhenSomebodyElseTouchedTheGroup) {
  const auto ids = make_children(1);
  second_.pull_all();
  const ChangeId base = second_.records[ids.front()].groups.at(1).heads.front().id;
  Change theirs = second_.edit(ids.front(), one_text(1, "别名"), {base});
  second_.sync({second_.batch(theirs)});
  std::vector<Change> mine{office_.edit(ids.front(), one_text(1, "本名"), {base}),
                           office_.edit(ids.front(), one_text(19, "备注"))};
  const Synced synced = office_.sync({office_.batch(mine)});
  const v1::RecordState* mixed = nullptr;
  for (const auto& delta : synced.response.deltas()) {
    if (delta.record() == ids.front().bytes()) mixed = &delta;
  }
  ASSERT_NE(mixed, nullptr);
  const auto state = *decode_state(*mixed);
  EXPECT_EQ(state.groups.size(), 1U);
  EXPECT_EQ(state.groups.at(1).heads.size(), 2U);
}

TEST_F(Pull, Rule8_ADeviceWithoutMemoryGetsItsOwnWorkBack) {
  const auto ids = make_children(2);
  office_.cursor.clear();
  office_.pull_all();
  EXPECT_TRUE(office_.records.contains(ids.front()));
}

TEST_F(Pull, RecordsAreAskedForByName) {
  const auto ids = make_children(2);
  second_.pull_all();
  v1::SyncRequest request;
  request.set_cursor(second_.cursor);
  request.add_records(ids.front().str());
  request.add_records(fresh().str());
  const Synced synced = second_.send(request);
  ASSERT_EQ(synced.response.deltas_size(), 1);
  EXPECT_EQ(synced.response.deltas(0).record(), ids.front().bytes());
}

// No backup is spoken of yet, so phones are never told that they may drop anything.
TEST_F(Pull, Rule10_TheDurableMarkStaysAtZeroAndCoversNothing) {
  make_children(2);
  xinqiao::testing::SeededRandom random(99);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(second_.sync().response.durable_mark(), 0U);
    ASSERT_TRUE(begin_new_epoch(server_.folder(), random).ok());
    make_children(1);
  }
}

TEST_F(Pull, Rule15_ANewEpochGoesBackToTheCut) {
  make_children(2);
  second_.pull_all();
  xinqiao::testing::SeededRandom random(99);
  ASSERT_TRUE(begin_new_epoch(server_.folder(), random).ok());
  const Synced synced = second_.sync();
  ASSERT_TRUE(synced.response.has_epoch());
  EXPECT_NE(synced.response.epoch().id(), second_.enrolled().epoch());
  EXPECT_GT(synced.response.epoch().cut(), 0U);
  EXPECT_EQ(synced.response.deltas_size(), 0);
  make_children(1);
  EXPECT_EQ(second_.sync().response.deltas_size(), 1);
  // The server goes on writing under its new chain.
  const TestDevice third(server_, server_.invite("office", "吴老师"));
  EXPECT_GT(third.enrolled().device(), 0U);
}

// The older backup lost what the newer one's cut says nothing of.
TEST_F(Pull, AfterTwoRestoresTheSmallestCutCounts) {
  make_children(5);
  second_.pull_all();
  const auto restore = [&](std::uint64_t epoch, std::optional<std::uint64_t> cut) {
    auto store = std::move(*SqliteStore::open(server_.file(), false));
    return store->write([&](Transaction& transaction) -> Status {
      XQ_ASSIGN(auto identity, transaction.identity());
      identity.epoch = epoch;
      XQ_ASSIGN(identity.cut, transaction.last_seq());
      if (cut) identity.cut = *cut;
      return transaction.put_identity(identity);
    });
  };
  ASSERT_TRUE(restore(11, 4).ok());
  ASSERT_TRUE(restore(12, std::nullopt).ok());
  const Synced synced = second_.sync();
  EXPECT_EQ(synced.response.epoch().cut(), 4U);
  EXPECT_GE(synced.response.deltas_size(), 5);
  EXPECT_EQ(second_.sync().response.deltas_size(), 0);

  // An epoch that is not this data's has nothing in common with it.
  ASSERT_TRUE(restore(13, std::nullopt).ok());
  auto store = std::move(*SqliteStore::open(server_.file(), false));
  const auto snapshot = std::move(*store->snapshot());
  EXPECT_EQ(*snapshot->common_since(12345), 0U);
  EXPECT_EQ(*snapshot->common_since(13), *snapshot->last_seq());
}

// The value that loses changes nothing that is shown, and is sent all the same.
TEST_F(Pull, Rule7_AGroupIsSentWithItsWholeHeadSet) {
  const auto ids = make_children(1);
  office_.pull_all();
  second_.pull_all();
  const ChangeId base = second_.records[ids.front()].groups.at(1).heads.front().id;
  Change mine = office_.edit(ids.front(), one_text(1, "本名"), {base});
  office_.sync({office_.batch(mine)});
  office_.pull_all();
  Change theirs = second_.edit(ids.front(), one_text(1, "别名"), {base});
  theirs.written = stamp_at(1);
  second_.sync({second_.batch(theirs)});
  office_.pull_all();
  const GroupState& group = office_.records[ids.front()].groups.at(1);
  ASSERT_EQ(group.heads.size(), 2U);
  for (const Head& head : group.heads) EXPECT_EQ(head.effective == stamp_at(1), head.id == theirs.id);
}

TEST_F(Pull, Rule8_OwnWorkOfAnEarlierAnswerIsSent) {
  office_.pull_all();
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  v1::SyncRequest request;
  request.set_want(v1::WANT_PUSH_ONLY);
  request.add_batches(office_.batch(change));
  ASSERT_EQ(office_.send(request).receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(office_.sync().response.deltas_size(), 1);
}

}  // namespace
}  // namespace xinqiao::server::testing
