// Goal: a chain that goes on under a new name is taken with the verdicts it had, and the answer says what to send when
// the server cannot follow it. Method: a device that renames what it sends, as a copy does.
#include <gtest/gtest.h>

#include <map>

#include "base/crypto.h"
#include "merge/standing.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server::testing {
namespace {

class Fork : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  v1::Batch one(TestDevice& device, Change change) {
    std::vector<Change> changes{std::move(change)};
    return device.make_batch(changes);
  }
  v1::Batch one_child(TestDevice& device) {
    return one(device, device.create(schema::kChildKind, fresh(), child("龙")));
  }

  // The device's next batches go on under a new name, behind its present place.
  v1::Parent rename(TestDevice& device) {
    v1::Parent parent;
    parent.set_incarnation(device.incarnation.str());
    parent.set_seq(device.seq);
    device.incarnation = fresh();
    return parent;
  }
  static Bytes with(v1::Batch batch, const v1::Parent& parent) {
    *batch.mutable_parent() = parent;
    return batch.SerializeAsString();
  }
  std::uint64_t last_seq() {
    auto store = std::move(*SqliteStore::open(server_.file(), false));
    return *(*store->snapshot())->last_seq();
  }
  bool is_named(TestDevice& office, TestDevice& device) {
    office.pull_all();
    const auto found = office.records.find(Id::from_bytes(device.enrolled().device_id()));
    return found != office.records.end() && shown_fields(found->second).contains(v1::Device::kCopiedFieldNumber);
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
};

TEST_F(Fork, AParentAheadOfTheServerIsAskedForFirst) {
  const Bytes first = one_child(office_).SerializeAsString();
  const Bytes second = one_child(office_).SerializeAsString();
  const v1::Parent parent = rename(office_);
  const Bytes third = with(one_child(office_), parent);
  const Synced ahead = office_.sync({third});
  ASSERT_EQ(ahead.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(ahead.receipt().from(), 1U);
  const Synced all = office_.sync({first, second, third});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(all.receipt(i).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(Fork, AParentNobodyKnowsIsAskedForFromTheBeginning) {
  v1::Parent parent;
  parent.set_incarnation(fresh().str());
  parent.set_seq(4);
  office_.seq = 4;
  const Synced synced = office_.sync({with(one_child(office_), parent)});
  ASSERT_EQ(synced.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(synced.receipt().from(), 1U);
}

TEST_F(Fork, AParentThatBeginsInTheSameRequestIsWaitedFor) {
  office_.sync({one_child(office_).SerializeAsString()});
  const v1::Parent first = rename(office_);
  const Bytes second = with(one_child(office_), first);
  const v1::Parent next = rename(office_);
  const Bytes third = with(one_child(office_), next);
  const Synced both = office_.sync({second, third});
  EXPECT_EQ(both.receipt(0).outcome(), v1::OUTCOME_TAKEN);
  ASSERT_EQ(both.receipt(1).outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(both.receipt(1).from(), 3U);
  EXPECT_EQ(office_.sync({third}).receipt().outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(Fork, WhereACopyHasTakenTheParentsPlaceTheBatchBeforeIsAskedFor) {
  office_.sync({one_child(office_).SerializeAsString()});
  const std::uint64_t seq = office_.seq;
  const Bytes chain = office_.chain;
  const Bytes ours = one_child(office_).SerializeAsString();
  const Id old = office_.incarnation;
  const v1::Parent parent = rename(office_);
  const Bytes renamed = with(one_child(office_), parent);
  // The copy, at the same place of the old name.
  office_.seq = seq;
  office_.chain = chain;
  office_.incarnation = old;
  office_.sync({one_child(office_).SerializeAsString()});
  const Synced asked = office_.sync({renamed});
  ASSERT_EQ(asked.receipt().outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(asked.receipt().from(), 2U);
  const Synced forked = office_.sync({ours});
  ASSERT_EQ(forked.receipt().outcome(), v1::OUTCOME_FORKED);
  EXPECT_EQ(forked.receipt().from(), 1U);
}

TEST_F(Fork, AnothersChainIsNotContinued) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  office_.sync({one_child(office_).SerializeAsString()});
  v1::Parent parent;
  parent.set_incarnation(office_.incarnation.str());
  parent.set_seq(1);
  helper.incarnation = fresh();
  helper.seq = 1;
  helper.chain = office_.chain;
  EXPECT_EQ(helper.sync({with(one_child(helper), parent)}).receipt().code(), v1::REASON_NOT_THE_AUTHOR);
}

TEST_F(Fork, NothingIsTakenBeforeWhereANameBegins) {
  office_.sync({one_child(office_).SerializeAsString()});
  const v1::Parent parent = rename(office_);
  office_.sync({with(one_child(office_), parent)});
  office_.seq = 0;
  office_.chain = wire::chain_start(office_.incarnation);
  EXPECT_EQ(office_.sync({one_child(office_).SerializeAsString()}).receipt().code(), v1::REASON_BAD_CHAIN);
}

TEST_F(Fork, WhatWasRefusedBeforeItParksWhatComesAfterIt) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  const Id record = fresh();
  const Synced refused =
      helper.sync({one(helper, helper.create(3, record, visit(fresh(), "走访"))).SerializeAsString()});
  ASSERT_EQ(refused.receipt().verdicts(0).verdict(), v1::VERDICT_QUARANTINED);
  for (int names = 0; names < 2; ++names) {
    const v1::Parent parent = rename(helper);
    const Synced after = helper.sync({with(one(helper, helper.edit(record, one_text(10, "又"))), parent)});
    ASSERT_EQ(after.receipt().verdicts_size(), 1);
    EXPECT_EQ(after.receipt().verdicts(0).verdict(), v1::VERDICT_PARKED);
  }
}

TEST_F(Fork, WhatIsRefusedInTheSamePushParksWhatComesAfterItToo) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  const auto refused = [&](const Id& record) {
    return one(helper, helper.create(3, record, visit(fresh(), "走访"))).SerializeAsString();
  };
  helper.sync({refused(fresh())});
  const Id record = fresh();
  std::vector<Bytes> batches{refused(record)};
  const v1::Parent parent = rename(helper);
  batches.push_back(with(one(helper, helper.edit(record, one_text(10, "又"))), parent));
  const Synced synced = helper.sync(batches);
  ASSERT_EQ(synced.response.receipts_size(), 2);
  EXPECT_EQ(synced.response.receipts(0).verdicts(0).verdict(), v1::VERDICT_QUARANTINED);
  ASSERT_EQ(synced.response.receipts(1).verdicts_size(), 1);
  EXPECT_EQ(synced.response.receipts(1).verdicts(0).reason(), v1::REASON_BEHIND_REFUSED);
}

TEST_F(Fork, ACopyIsNamedWhenTheOldNameSpeaksAgain) {
  TestDevice watcher(server_, server_.invite("office", "王主任"));
  office_.sync({one_child(office_).SerializeAsString()});
  const Id old = office_.incarnation;
  const Bytes chain = office_.chain;
  const Bytes more = one_child(office_).SerializeAsString();
  office_.seq = 1;
  office_.chain = chain;
  const v1::Parent parent = rename(office_);
  office_.sync({with(one_child(office_), parent)});
  EXPECT_FALSE(is_named(watcher, office_));
  const std::uint64_t before = last_seq();
  EXPECT_EQ(office_.sync({more}).receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(last_seq(), before + 2);
  EXPECT_TRUE(is_named(watcher, office_));
  // Heard already: a repeat says nothing new, and no second note is written.
  office_.sync({more});
  EXPECT_EQ(last_seq(), before + 2);
  EXPECT_NE(old, office_.incarnation);
}

TEST_F(Fork, ANoteThatTheOfficeClearedIsWrittenAgainWhenBothStillSpeak) {
  TestDevice watcher(server_, server_.invite("office", "王主任"));
  TestDevice other(server_, server_.invite("office", "覃干事"));  // nobody is sent back what he wrote himself
  office_.sync({one_child(office_).SerializeAsString()});
  TestDevice& copy = office_;
  const Id old = copy.incarnation;
  const Bytes chain = copy.chain;
  const v1::Parent parent = rename(copy);
  copy.sync({with(one_child(copy), parent)});
  copy.incarnation = old;
  copy.seq = 1;
  copy.chain = chain;
  copy.sync({one_child(copy).SerializeAsString()});
  ASSERT_TRUE(is_named(watcher, copy));

  const Id device = Id::from_bytes(copy.enrolled().device_id());
  constexpr std::uint32_t kCopied = v1::Device::kCopiedFieldNumber;
  Change clears = watcher.edit(device, {});
  clears.groups.push_back({kCopied, std::nullopt, {watcher.records[device].groups[kCopied].heads.front().id}, {}});
  watcher.sync({watcher.batch(clears)});
  ASSERT_FALSE(is_named(other, copy));
  copy.sync({one_child(copy).SerializeAsString()});
  EXPECT_TRUE(is_named(other, copy));
}

}  // namespace
}  // namespace xinqiao::server::testing
