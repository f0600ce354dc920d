// Goal: what one answer does to a device's clock and to its own changes. Method: answers by hand, a real data folder.
#include "sync/response.h"

#include "storage/opened_store.h"

namespace xinqiao::sync {
namespace {

constexpr std::int64_t kPromptMs = limits::kPromptResponseMs;

class Answers : public ::testing::Test {
 protected:
  Answers() {
    v1::WriterState writer;
    writer.set_stamp(stamp_at(now_ms() + 300'000));  // as after one jump of the clock
    put(writer);
  }

  std::int64_t now_ms() { return opened_.clock.wall_ms(); }
  v1::WriterState writer() { return *opened_.store->meta().writer(); }
  void put(const v1::WriterState& writer) {
    auto transaction = opened_.store->begin();
    ASSERT_TRUE(opened_.store->meta().put_writer(writer).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  std::vector<OwnLog::Outgoing> sent() {
    auto transaction = opened_.store->begin();
    auto out = opened_.store->own().outgoing(1 << 20);
    EXPECT_TRUE(transaction->commit().ok());
    return *out;
  }
  // The server's time is the device's, `ahead_ms` further.
  v1::SyncResponse answer(std::int64_t ahead_ms) {
    v1::SyncResponse response;
    response.set_server_ms(static_cast<std::uint64_t>(now_ms() + ahead_ms));
    return response;
  }
  static void accept(v1::SyncResponse& response, const OwnLog::Outgoing& out, std::uint64_t seq, Stamp effective) {
    auto& receipt = *response.add_receipts();
    receipt.set_incarnation(out.batch.incarnation());
    receipt.set_first_seq(out.batch.first_seq());
    receipt.set_count(static_cast<std::uint32_t>(out.seqs.size()));
    receipt.set_outcome(v1::OUTCOME_TAKEN);
    receipt.add_seqs()->set_seq(seq);
    receipt.add_effective()->set_stamp(effective);
  }
  void apply(const v1::SyncResponse& response, const std::vector<OwnLog::Outgoing>& sent, std::int64_t took_ms) {
    Counts counts;
    Progressed progressed;
    ASSERT_TRUE(
        apply_response(*opened_.store, {sent, {}, {}}, response, {now_ms(), took_ms, 0}, counts, progressed).ok());
  }

  testing::OpenedStore opened_;
};

TEST_F(Answers, Rule13_LowerTheClockToTheServersTime) {
  apply(answer(0), {}, 0);
  EXPECT_EQ(writer().stamp(), stamp_at(now_ms()));
}

TEST_F(Answers, Rule13_TeachTheOffsetFromTheMiddleOfTheirWay) {
  apply(answer(7000), {}, kPromptMs);
  EXPECT_EQ(writer().offset_ms(), 7000 + kPromptMs / 2);
}

TEST_F(Answers, Rule13_ThatAreLateTeachNothing) {
  apply(answer(7000), {}, kPromptMs + 1);
  EXPECT_FALSE(writer().offset_known());
  EXPECT_EQ(writer().offset_ms(), 0);
  EXPECT_EQ(writer().stamp(), stamp_at(now_ms() + 300'000));
}

TEST_F(Answers, OfAClockThatCannotBeRightTeachNothing) {
  const v1::WriterState before = writer();
  for (const std::uint64_t server_ms :
       {std::uint64_t{1}, std::uint64_t{limits::kEarliestMs - 1}, std::uint64_t{limits::kLatestMs},
        static_cast<std::uint64_t>(INT64_MAX), UINT64_MAX}) {
    v1::SyncResponse response;
    response.set_server_ms(server_ms);
    for (const std::int64_t took_ms : {std::int64_t{40}, kPromptMs + 1}) apply(response, {}, took_ms);
    EXPECT_EQ(writer().SerializeAsString(), before.SerializeAsString()) << server_ms;
  }
}

TEST_F(Answers, Rule13_LeaveTheClockAtOwnEffectiveStamps) {
  opened_.save();
  const auto out = sent();
  auto response = answer(0);
  const Stamp arrival = stamp_at(now_ms()) | 9;
  accept(response, out.front(), 5, arrival);
  apply(response, out, 0);
  EXPECT_EQ(writer().stamp(), arrival);
}

TEST_F(Answers, Rule12_LeaveAnOwnChangeInTheOverlayUntilACompletePullPassesIt) {
  const Id record = opened_.save().front().record;
  const auto out = sent();
  auto page = answer(0);
  accept(page, out.front(), 5, stamp_at(now_ms()));
  apply(page, out, 0);
  ASSERT_EQ(opened_.store->own().overlay(record)->size(), 1U);
  auto short_of_it = answer(0);
  short_of_it.set_complete(true);
  short_of_it.set_complete_seq(4);
  apply(short_of_it, {}, 0);
  EXPECT_EQ(opened_.store->own().overlay(record)->size(), 1U);
  short_of_it.set_complete_seq(5);
  apply(short_of_it, {}, 0);
  EXPECT_TRUE(opened_.store->own().overlay(record)->empty());
  const auto row = *opened_.store->records().get(record);
  ASSERT_TRUE(row && row->base);
  EXPECT_EQ(row->base->groups.at(10).seq, 5U);  // left out as own: the change itself is its head
}

}  // namespace
}  // namespace xinqiao::sync
