// Goal: an office is told of everything that was not taken, also of what it cannot decide by itself, and until when.
// Method: as decide_test, with changes that no client of ours would write.
#include "base/limits.h"
#include "server/service/decide_fixture.h"

namespace xinqiao::server::testing {
namespace {

class Told : public Decisions {
 protected:
  static Change too_long(const TestDevice& author, const Id& record) {
    return author.create(schema::kChildKind, record, one_text(19, std::string(limits::kTextBytes + 1, 'x')));
  }
};

TEST_F(Told, WhatIsRejectedIsTheAuthorsToMendAndGoesThen) {
  const Id record = fresh();
  std::vector<Change> changes{too_long(office_, record)};
  push(office_, changes);
  v1::HeldChange told = held(changes[0].id);
  EXPECT_EQ(told.state(), v1::HELD_STATE_REJECTED);
  EXPECT_EQ(told.reason(), v1::HELD_REASON_TEXT_TOO_LONG);
  ASSERT_EQ(told.changes_size(), 1);
  EXPECT_EQ(told.changes(0).record(), record.str());

  Change mended = office_.create(schema::kChildKind, record, one_text(19, "短"));
  mended.groups.front().seen = {changes[0].id};
  push(office_, {mended});
  EXPECT_TRUE(office_holds(record));
  told = held(changes[0].id);
  EXPECT_EQ(told.state(), v1::HELD_STATE_REPLACED);
}

TEST_F(Told, WhatComesBehindWhatIsRejectedIsListedWithIt) {
  const Id record = fresh();
  std::vector<Change> changes{too_long(office_, record), office_.edit(record, one_text(1, "石小军"))};
  push(office_, changes);
  const v1::HeldChange told = held(changes[0].id);
  ASSERT_EQ(told.behind_size(), 1);
  EXPECT_EQ(told.behind(0).kind(), std::uint32_t{schema::kChildKind});
  EXPECT_FALSE(office_.records.contains(derived(schema::kHeldChangeKind, changes[1].id))) << "told once";
}

TEST_F(Told, WhatIsRejectedIsReturnedWithWordsAndNeverAcceptedAsItIs) {
  const Id record = fresh();
  std::vector<Change> changes{too_long(helper_, record)};
  push(helper_, changes);
  push(office_, {send_back(changes[0].id, "请分两次写")});
  const auto receipts = amended(helper_);
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].verdicts(0).reason(), v1::REASON_RETURNED);
  EXPECT_EQ(receipts[0].verdicts(0).why(), "请分两次写");
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_RETURNED);

  push(office_, {accept(changes[0].id)});
  EXPECT_FALSE(office_holds(record)) << "form is judged again";
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_REJECTED);
}

TEST_F(Told, AnyNumberOfBatchesThatCountAsOfAnotherTimeNow) {
  constexpr int kBatches = 600;
  constexpr std::int64_t kMonthMs = 30LL * 86'400'000;
  TestDevice author(server_, server_.invite("office", "王主任"));
  server_.clock().jump_wall(kMonthMs);
  std::vector<Id> records;
  std::vector<Bytes> batches;
  for (int i = 0; i < kBatches; ++i) {
    records.push_back(fresh());
    batches.push_back(author.batch({author.create(schema::kChildKind, records.back(), child("孩子"))}));
  }
  ASSERT_EQ(author.sync(batches).receipt().outcome(), v1::OUTCOME_TAKEN);
  while (!author.sync().response.complete()) {
  }
  server_.clock().jump_wall(-kMonthMs);
  batches.clear();
  for (int half = 0; half < 2; ++half) {
    std::vector<Change> edits;
    for (int i = half; i < kBatches; i += 2) {
      edits.push_back(office_.edit(records[static_cast<std::size_t>(i)], one_text(19, "备注")));
    }
    batches.push_back(office_.batch(edits));
  }
  ASSERT_EQ(office_.sync(batches).receipt().outcome(), v1::OUTCOME_TAKEN);
  int told = 0;
  bool complete = false;
  for (int i = 0; i < 20 && !complete; ++i) {
    const Synced synced = author.sync();
    told += synced.response.amended_size();
    complete = synced.response.complete();
  }
  EXPECT_TRUE(complete);
  EXPECT_EQ(told, kBatches);
}

TEST_F(Told, WhatWaitsForItsRecordIsToldUntilThatIsHere) {
  const Id record = fresh();
  std::vector<Change> changes{office_.edit(record, one_text(1, "龙小兰"))};
  push(office_, changes);
  v1::HeldChange told = held(changes[0].id);
  EXPECT_EQ(told.state(), v1::HELD_STATE_AWAITING);
  EXPECT_EQ(told.reason(), v1::HELD_REASON_UNKNOWN_RECORD);
  push(office_, {office_.create(schema::kChildKind, record, child("石小军"))});
  told = held(changes[0].id);
  EXPECT_EQ(told.state(), v1::HELD_STATE_ACCEPTED);
}

TEST_F(Told, AReturnOfWhatWaitsForItsRecordStandsWhenThatComes) {
  const Id record = fresh();
  std::vector<Change> changes{office_.edit(record, one_text(1, "龙小兰"))};
  push(office_, changes);
  push(office_, {send_back(changes[0].id, "没有这个孩子")});
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_RETURNED);
  push(office_, {office_.create(schema::kChildKind, record, child("石小军"))});
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_RETURNED);
  push(office_, {accept(changes[0].id)});
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_ACCEPTED) << "accept stands before return";
}

TEST_F(Told, AnAcceptanceAheadOfTheRecordCountsOnceItIsHere) {
  const Id record = fresh();
  std::vector<Change> changes{office_.edit(record, one_text(1, "龙小兰"))};
  push(office_, changes);
  push(office_, {send_back(changes[0].id, "没有这个孩子"), accept(changes[0].id)});
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_AWAITING) << "there is nothing yet that it could enter";
  push(office_, {office_.create(schema::kChildKind, record, child("石小军"))});
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_ACCEPTED);
}

}  // namespace
}  // namespace xinqiao::server::testing
