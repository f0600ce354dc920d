// Goal: what one answer does to a device's clock and to its own changes. Method: answers by hand, a real data folder.
#include "sync/answer/response.h"

#include "base/crypto.h"
#include "merge/state_codec.h"
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
  void apply(const v1::SyncResponse& response, const std::vector<OwnLog::Outgoing>& batches, std::int64_t took_ms) {
    Sent sent;
    sent.batches = batches;
    apply_to(sent, response, took_ms);
  }
  void apply_to(const Sent& sent, const v1::SyncResponse& response, std::int64_t took_ms = 0) {
    Counts counts;
    Progressed progressed;
    const auto applied = apply_response(*opened_.store, sent, response, {now_ms(), took_ms, 0}, counts, progressed);
    ASSERT_TRUE(applied.ok()) << applied.error().message;
  }
  // Base has one group of it, which a server answered with this seq.
  RecordState in_base(const Id& record, std::uint64_t seq) {
    RecordState state{record, 3, {}};
    state.groups[10].seq = seq;
    Bytes value;
    write_bytes(value, 10, "想妈妈");
    state.groups[10].heads.push_back({77, value, 7, record, {}});
    auto transaction = opened_.store->begin();
    EXPECT_TRUE(opened_.store->records().put(state, {}).ok());
    EXPECT_TRUE(transaction->commit().ok());
    return state;
  }
  v1::SyncResponse new_epoch(std::uint64_t cut) {
    auto response = answer(0);
    response.mutable_epoch()->set_id(99);
    response.mutable_epoch()->set_cut(cut);
    return response;
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

TEST_F(Answers, OfAClockThatCannotBeRightAreNoTimeOfTheLastSync) {
  auto complete = answer(0);
  complete.set_complete(true);
  apply(complete, {}, 0);
  const std::int64_t last = opened_.store->meta().sync()->last_sync_ms();
  EXPECT_EQ(last, now_ms());
  complete.set_server_ms(static_cast<std::uint64_t>(limits::kLatestMs));
  apply(complete, {}, 0);
  EXPECT_EQ(opened_.store->meta().sync()->last_sync_ms(), last);
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

TEST_F(Answers, Rule12_KeepWhatWasTakenWithItsReceiptWhileTheDurableMarkIsBelowIt) {
  opened_.save();
  const auto out = sent();
  auto complete = answer(0);
  accept(complete, out.front(), 5, stamp_at(now_ms()));
  complete.set_complete(true);
  complete.set_complete_seq(9);
  apply(complete, out, 0);
  for (int i = 0; i < 3; ++i) apply(complete, {}, 0);
  EXPECT_TRUE(sent().empty());
  {
    auto transaction = opened_.store->begin();
    ASSERT_TRUE(opened_.store->own().send_again_from(1).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  const auto again = sent();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again.front().batch.SerializeAsString(), out.front().batch.SerializeAsString());
  ASSERT_TRUE(again.front().receipt);
  EXPECT_EQ(again.front().receipt->seqs(0).seq(), 5U);
}

TEST_F(Answers, Rule15_BaseIsNotCompleteUntilWhatWasBeyondTheCutHasBeenAskedFor) {
  const Id record = Id::from_bytes("record-1-16bytes");
  in_base(record, 9);
  auto complete = answer(0);
  complete.set_complete(true);
  apply_to(Sent(), complete);
  ASSERT_TRUE(opened_.store->meta().sync()->complete());
  apply_to(Sent(), new_epoch(8));
  EXPECT_FALSE(opened_.store->meta().sync()->complete());
  apply_to(Sent(), complete);
  EXPECT_FALSE(opened_.store->meta().sync()->complete());
  complete.set_named(1);
  Sent asked;
  asked.records = {record};
  apply_to(asked, complete);
  EXPECT_TRUE(opened_.store->meta().sync()->complete());
}

TEST_F(Answers, Rule15_AValueIsLostUntilBaseHasItWhateverTheServerHas) {
  const Id record = Id::from_bytes("record-1-16bytes");
  in_base(record, 9);
  apply_to(Sent(), new_epoch(8));
  Sent looked_for;
  looked_for.lost = {77};
  auto found = answer(0);
  found.add_found(77);
  found.set_complete(true);
  apply_to(looked_for, found);
  EXPECT_TRUE(opened_.store->lost().get(record)->has_value()) << "its record has not come yet";
  found.set_complete(false);
  found.set_named(1);
  looked_for.records = {record};
  apply_to(looked_for, found);
  EXPECT_TRUE(opened_.store->lost().get(record)->has_value()) << "it stands on a later page";
  found.set_complete(true);
  apply_to(looked_for, found);
  EXPECT_FALSE(opened_.store->lost().get(record)->has_value());
}

TEST_F(Answers, InPiecesCountOnceTheyAreWhole) {
  const Id record = Id::from_bytes("record-1-16bytes");
  v1::SyncResponse whole;
  RecordState state = in_base(Id::from_bytes("record-2-16bytes"), 4);
  state.record = record;
  ASSERT_TRUE(whole.add_deltas()->ParseFromString(encode_state(state)));
  const Bytes bytes = whole.SerializeAsString();
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2}) {
    EXPECT_FALSE(opened_.store->records().get(record)->has_value());
    auto response = answer(0);
    auto& piece = *response.add_pieces();
    piece.set_hash(crypto::hash(bytes, limits::kFragmentHash));
    piece.set_total(bytes.size());
    piece.set_offset(at);
    piece.set_data(at == 0 ? bytes.substr(0, bytes.size() / 2) : bytes.substr(at));
    apply_to(Sent(), response);
  }
  EXPECT_TRUE(opened_.store->records().get(record)->has_value());
  EXPECT_TRUE(opened_.store->pieces().all()->empty());
}

TEST_F(Answers, InPiecesThatAreNotWholeMoveNoCursor) {
  auto response = answer(0);
  auto& piece = *response.add_pieces();
  piece.set_hash(Bytes(limits::kFragmentHash, 'h'));
  piece.set_total(10);
  piece.set_offset(5);
  piece.set_data("12345");
  response.set_cursor("further");
  Counts counts;
  Progressed progressed;
  const auto applied = apply_response(*opened_.store, Sent(), response, {now_ms(), 0, 0}, counts, progressed);
  ASSERT_TRUE(applied.ok());
  EXPECT_TRUE(applied->failure.has_value());
  EXPECT_TRUE(opened_.store->meta().sync()->cursor().empty());
}

}  // namespace
}  // namespace xinqiao::sync
