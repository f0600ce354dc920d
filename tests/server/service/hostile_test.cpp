// Goal: no bytes crash the server or change what they have no right to. Method: every bit of a small batch flipped,
// sent by the device itself so that the frame is good; every cut of a frame; sizes beyond all bounds.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/validate/validate.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::server::testing {
namespace {

class Hostile : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  // Of the record in which the server tells of a change that it did not take.
  Id told_under(ChangeId change) const {
    Bytes id;
    append_u64(id, change);
    Fields fields;
    write_bytes(fields[1], 1, id);
    return Id::derived(office_.enrolled().natural_key(),
                       *natural_key(*schema::find_kind(schema::kHeldChangeKind), fields));
  }
  std::uint64_t last_seq() {
    auto store = std::move(*SqliteStore::open(server_.file(), false));
    return *(*store->snapshot())->last_seq();
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
};

TEST_F(Hostile, ABatchWithAnyBitFlippedIsRefusedOrTheSame) {
  const Id record = fresh();
  Change made = office_.create(schema::kChildKind, record, one_text(1, "兰"));
  office_.sync({office_.batch(made)});
  Change edit = office_.edit(record, one_text(1, "蓝"), {made.id});
  const Bytes good = office_.batch(edit);
  const std::uint64_t before = last_seq();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    const Synced synced = office_.sync({bad});
    ASSERT_EQ(synced.status, 200) << at;
    EXPECT_NE(synced.receipt().outcome(), v1::OUTCOME_TAKEN) << "byte " << at;
  }
  EXPECT_EQ(last_seq(), before);
  EXPECT_EQ(office_.sync({good}).receipt().outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(Hostile, ABatchCutAnywhereIsRefused) {
  Change made = office_.create(schema::kChildKind, fresh(), one_text(1, "兰"));
  const Bytes good = office_.batch(made);
  const std::uint64_t before = last_seq();
  for (std::size_t size = 0; size < good.size(); ++size) {
    const Synced synced = office_.sync({good.substr(0, size)});
    ASSERT_EQ(synced.status, 200);
    EXPECT_NE(synced.receipt().outcome(), v1::OUTCOME_TAKEN) << size;
  }
  EXPECT_EQ(last_seq(), before);
}

// Each edits what the server is to write about the one before: none of them makes it do so inside the other.
TEST_F(Hostile, EditsOfWhatTheServerWritesAboutThemSettleNothing) {
  constexpr int kMany = 1000;
  std::vector<Bytes> batches;
  Id record = fresh();
  for (int i = 0; i < kMany; ++i) {
    Change edit = office_.edit(record, one_text(1, "兰"));
    batches.push_back(office_.batch(edit));
    record = told_under(edit.id);
  }
  const Synced synced = office_.sync(batches);
  ASSERT_EQ(synced.status, 200);
  EXPECT_EQ(synced.response.receipts_size(), kMany);
  EXPECT_EQ(synced.receipt(kMany - 1).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.response.amended_size(), 0) << "they wait for ever";
  EXPECT_GT(office_.pull_all(), 0);
}

// What the server would tell there is left out; nobody's work is refused over it.
TEST_F(Hostile, ARecordUnderAnIdOfTheServersOwnStopsNobody) {
  Change bad = office_.create(schema::kChildKind, fresh(), one_text(1, "\xFF"));
  const Bytes refused = office_.batch(bad);
  TestDevice other(server_, server_.invite("office", "石老师"));
  Change squatter = other.create(schema::kChildKind, told_under(bad.id), child("龙小兰"));
  EXPECT_EQ(other.sync({other.batch(squatter)}).receipt().verdicts_size(), 0);
  const Synced synced = office_.sync({refused});
  ASSERT_EQ(synced.status, 200);
  EXPECT_EQ(synced.receipt().verdicts(0).verdict(), v1::VERDICT_REJECTED);
  office_.pull_all();
  EXPECT_EQ(office_.records[squatter.record].kind, schema::kChildKind);
}

TEST_F(Hostile, MoreClearedFieldsThanARecordHoldsAreToldInPart) {
  Change made = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  office_.sync({office_.batch(made)});
  Change clears = office_.edit(made.record, {});
  for (std::uint32_t number = 2; number < 60'000; ++number) clears.groups.push_back({number, std::nullopt, {}, {}});
  const Synced synced = office_.sync({office_.batch(clears)});
  ASSERT_EQ(synced.status, 200);
  EXPECT_EQ(synced.receipt().verdicts(0).verdict(), v1::VERDICT_REJECTED);
  office_.pull_all();
  EXPECT_TRUE(office_.records.contains(told_under(clears.id)));
}

TEST_F(Hostile, AFrameCutOrFlippedAnywhereIsRefused) {
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  const Bytes good = office_.frame(request);
  for (std::size_t at = 0; at < good.size(); ++at) {
    EXPECT_NE(server_.post("/v1/sync", good.substr(0, at)).status, 200) << at;
    Bytes bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    EXPECT_NE(server_.post("/v1/sync", bad).status, 200) << at;
    EXPECT_NE(server_.post("/v1/enroll", bad).status, 200) << at;
  }
}

TEST_F(Hostile, ABadBatchHarmsNoOtherOfTheSameRequest) {
  Change made = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  const Bytes good = office_.batch(made);
  const Synced synced = office_.sync({"rubbish", good, Bytes(2 * 1024 * 1024, 'x')});
  ASSERT_EQ(synced.response.receipts_size(), 3);
  EXPECT_EQ(synced.receipt(0).outcome(), v1::OUTCOME_REFUSED);
  EXPECT_EQ(synced.receipt(0).code(), v1::REASON_MALFORMED);
  EXPECT_EQ(synced.receipt(1).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(synced.receipt(2).code(), v1::REASON_TOO_LARGE);
}

TEST_F(Hostile, TooManyBatchesAreRefusedTogether) {
  std::vector<Bytes> batches(1025, Bytes("x"));
  EXPECT_EQ(office_.sync(std::move(batches)).status, 413);
}

// Every group would name every id: gigabytes from a hundred kilobytes.
TEST_F(Hostile, IdsSeenTimesGroupsAreBounded) {
  Change made = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
  std::vector<Change> changes{made};
  v1::Batch batch = office_.make_batch(changes);
  auto& change = *batch.mutable_changes(0);
  for (std::uint32_t number = 100; number < 20'000; ++number)
    change.mutable_set()->append(one_text(number, "")[number]);
  for (std::uint64_t id = 1; id <= limits::kSeenPerChange; ++id) change.add_seen(id);
  const Synced synced = office_.sync({batch.SerializeAsString()});
  EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_REFUSED);
  EXPECT_EQ(synced.receipt().code(), v1::REASON_TOO_LARGE);
}

TEST_F(Hostile, ADeviceCannotOpenIncarnationsWithoutEnd) {
  v1::Receipt last;
  for (int i = 0; i < 300 && last.code() != v1::REASON_TOO_LARGE; ++i) {
    office_.incarnation = fresh();
    office_.chain = wire::chain_start(office_.incarnation);
    office_.seq = 0;
    Change made = office_.create(schema::kChildKind, fresh(), child("龙小兰"));
    last = office_.sync({office_.batch(made)}).receipt();
  }
  EXPECT_EQ(last.code(), v1::REASON_TOO_LARGE);
}

}  // namespace
}  // namespace xinqiao::server::testing
