// Goal: what a push brings is taken once, in order, with a receipt that never changes.
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "merge/standing.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"
#include "wire/receipt.h"

namespace xinqiao::server::testing {
namespace {

class Push : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  Bytes receipt_bytes(const Synced& synced, int at = 0) { return synced.receipt(at).SerializeAsString(); }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
};

TEST_F(Push, Receipt_OfARepeatIsTheSameByteForByte) {
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  const Bytes batch = office_.batch(change);
  const Synced first = office_.sync({batch});
  server_.clock().advance(1'000'000);
  const Synced again = office_.sync({batch});
  server_.restart();
  const Synced later = office_.sync({batch});
  EXPECT_EQ(receipt_bytes(first), receipt_bytes(again));
  EXPECT_EQ(receipt_bytes(first), receipt_bytes(later));
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  EXPECT_EQ(second.records[change.record].groups.at(1).heads.size(), 1U);
}

TEST_F(Push, Receipt_IsAuthenticatedAndNamesTheLastChange) {
  std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("一")),
                              office_.create(schema::kChildKind, fresh(), child("二"))};
  const Bytes batch = office_.make_batch(changes).SerializeAsString();
  const Synced synced = office_.sync({batch});
  const auto& receipt = synced.receipt();
  EXPECT_EQ(receipt.last(), changes.back().id);
  EXPECT_EQ(receipt.count(), 2U);
  auto store = std::move(*SqliteStore::open(server_.file(), false));
  const auto identity = *(*store->snapshot())->identity();
  EXPECT_TRUE(wire::check_receipt(receipt, office_.chain, identity.receipt_key));
  const auto spelled = wire::spell_out(receipt, {true, true});
  EXPECT_EQ(spelled[1].seq, spelled[0].seq + 1);
}

TEST_F(Push, TheBatchIsKeptVerbatim) {
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  const Bytes batch = office_.batch(change);
  ASSERT_EQ(office_.sync({batch}).status, 200);
  auto store = std::move(*SqliteStore::open(server_.file(), false));
  auto snapshot = std::move(*store->snapshot());
  const auto incarnation = *snapshot->incarnation(office_.incarnation);
  EXPECT_EQ((*snapshot->batch(incarnation->no, 1, 1))->bytes, batch);
}

TEST_F(Push, ManyBatchesInOneRequestAreTakenInOrder) {
  const Id record = fresh();
  Change create = office_.create(schema::kChildKind, record, child("龙小兰"));
  std::vector<Bytes> batches{office_.batch(create)};
  ChangeId last = create.id;
  for (int i = 0; i < 5; ++i) {
    Change edit = office_.edit(record, one_text(19, "备注" + std::to_string(i)),
                               i == 0 ? std::vector<ChangeId>{} : std::vector{last});
    batches.push_back(office_.batch(edit));
    last = edit.id;
  }
  const Synced synced = office_.sync(batches);
  ASSERT_EQ(synced.response.receipts_size(), 6);
  for (const auto& receipt : synced.response.receipts()) EXPECT_EQ(receipt.verdicts_size(), 0);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  const auto& group = second.records[record].groups.at(19);
  ASSERT_EQ(group.heads.size(), 1U);
  EXPECT_EQ(group.heads.front().id, last);
}

TEST_F(Push, AnAbbreviatedEditFindsItsRecord) {
  const Id record = fresh();
  Change create = office_.create(schema::kChildKind, record, child("龙小兰"));
  office_.sync({office_.batch(create)});
  office_.abbreviate = true;
  Change edit = office_.edit(record, one_text(1, "龙小蓝"), {create.id});
  const Bytes batch = office_.batch(edit);
  EXPECT_EQ(batch.find(record.str()), Bytes::npos);
  EXPECT_EQ(office_.sync({batch}).receipt().outcome(), v1::OUTCOME_TAKEN);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  EXPECT_EQ(second.records[record].groups.at(1).heads.front().id, edit.id);
}

TEST_F(Push, ConcurrentEditsAreBothKept) {
  const Id record = fresh();
  Change create = office_.create(schema::kChildKind, record, child("龙小兰"));
  office_.sync({office_.batch(create)});
  TestDevice second(server_, server_.invite("office", "田老师"));
  Change mine = office_.edit(record, one_text(1, "龙小蓝"), {create.id});
  Change theirs = second.edit(record, one_text(1, "龙晓兰"), {create.id});
  office_.sync({office_.batch(mine)});
  second.sync({second.batch(theirs)});
  office_.pull_all();
  EXPECT_EQ(office_.records[record].groups.at(1).heads.size(), 2U);
  EXPECT_TRUE(is_clash(office_.records[record].groups.at(1)));
}

TEST_F(Push, Effective_IsTheEarlierOfWrittenAndArrival) {
  const Id record = fresh();
  Change change = office_.create(schema::kChildKind, record, child("龙小兰"));
  change.written = stamp_at(server_.clock().wall_ms() + 30LL * 365 * 86'400'000);
  const Synced synced = office_.sync({office_.batch(change)});
  ASSERT_EQ(synced.receipt().effective_size(), 1);
  EXPECT_EQ(stamp_ms(synced.receipt().effective(0).stamp()), server_.clock().wall_ms());
  Change past = office_.create(schema::kChildKind, fresh(), child("石小军"));
  past.written = stamp_at(1);
  EXPECT_EQ(office_.sync({office_.batch(past)}).receipt().effective_size(), 0);
}

TEST_F(Push, ACounterWithinTheSameMillisecondIsNoFuture) {
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  change.written = stamp_at(server_.clock().wall_ms()) | 5;
  EXPECT_EQ(office_.sync({office_.batch(change)}).receipt().effective_size(), 0);
}

TEST_F(Push, UnknownFieldsAndKindsSurvive) {
  const Id known = fresh();
  const Id unknown = fresh();
  Fields fields = child("龙小兰");
  fields[9999] = one_text(9999, "将来")[9999];
  std::vector<Change> changes{office_.create(schema::kChildKind, known, fields),
                              office_.create(2999, unknown, one_text(3, "将来的种类"))};
  office_.sync({office_.batch(changes)});
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  EXPECT_EQ(shown_fields(second.records[known]), fields);
  EXPECT_EQ(second.records[unknown].kind, 2999U);
  EXPECT_EQ(shown_fields(second.records[unknown]), one_text(3, "将来的种类"));
}

TEST_F(Push, ADeletionHidesTheRecordForOthers) {
  const Id record = fresh();
  Change create = office_.create(schema::kChildKind, record, child("龙小兰"));
  Change remove = office_.erase(record, {});
  const Bytes first = office_.batch(create);
  remove.groups.front().covers = {create.id};
  const Bytes second = office_.batch(remove);
  office_.sync({first, second});
  TestDevice other(server_, server_.invite("office", "田老师"));
  other.pull_all();
  EXPECT_TRUE(is_hidden(other.records[record]));
}

TEST_F(Push, PushOnlyPullsNothing) {
  Change change = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  v1::SyncRequest request;
  request.set_want(v1::WANT_PUSH_ONLY);
  request.add_batches(office_.batch(change));
  const Synced synced = office_.send(request);
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.response.deltas_size(), 0);
  EXPECT_TRUE(synced.response.cursor().empty());
}

// A clock that jumped between two saves drags neither along.
TEST_F(Push, Effective_IsDecidedChangeByChange) {
  std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("龙小兰")),
                              office_.create(schema::kChildKind, fresh(), child("石小军"))};
  changes[0].written = stamp_at(server_.clock().wall_ms() - 3000);
  changes[1].written = stamp_at(server_.clock().wall_ms() + 30LL * 365 * 86'400'000);
  const Synced synced = office_.sync({office_.batch(changes)});
  ASSERT_EQ(synced.receipt().effective_size(), 1);
  EXPECT_EQ(synced.receipt().effective(0).index(), 1U);
}

TEST_F(Push, Merge_AnOverwrittenChangeThatComesAgainDoesNotRise) {
  const Id record = fresh();
  Change create = office_.create(schema::kChildKind, record, child("龙小兰"));
  const Bytes first = office_.batch(create);
  office_.sync({first});
  TestDevice second(server_, server_.invite("office", "田老师"));
  Change edit = second.edit(record, one_text(1, "龙小蓝"), {create.id});
  second.sync({second.batch(edit)});
  office_.sync({first});
  office_.pull_all();
  const GroupState& group = office_.records[record].groups.at(1);
  ASSERT_EQ(group.heads.size(), 1U);
  EXPECT_EQ(group.heads.front().id, edit.id);
}

}  // namespace
}  // namespace xinqiao::server::testing
