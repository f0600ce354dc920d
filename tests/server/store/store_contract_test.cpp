// Goal: writes are whole, lasting, and told only when they last. Method: the Store interface alone.
#include "server/store/store_contract.h"

#include <atomic>
#include <future>
#include <thread>

#include "server/store/store_samples.h"

namespace xinqiao::server::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(Every, StoreContract, ::testing::ValuesIn(every_store()), name_of);

WriteSet one_record(std::uint32_t number, std::uint64_t seq) {
  WriteSet set;
  set.last_seq = seq;
  set.records.push_back(sample_record(number, "shelf", seq));
  return set;
}

TEST_P(StoreContract, WhatWasWrittenIsThereAfterOpeningAgain) {
  write(one_record(1, 5));
  open();
  auto snapshot = this->snapshot();
  EXPECT_EQ(*snapshot->last_seq(), 5U);
  const Id id = id_of(1);
  const auto rows = *snapshot->records({&id, 1});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().state, "state 1");
  EXPECT_NE(rows.front().no, 0);
}

TEST_P(StoreContract, AFailedWorkLeavesNothingAndHarmsNoOther) {
  std::promise<Status> first;
  std::promise<Status> second;
  std::promise<Status> third;
  ASSERT_TRUE(store()
                  .submit([](Transaction& t) { return t.write(one_record(1, 1)); },
                          [&](Status status) { first.set_value(status); })
                  .ok());
  ASSERT_TRUE(store()
                  .submit(
                      [](Transaction& t) -> Status {
                        XQ_TRY(t.write(one_record(2, 2)));
                        return Error{ErrorCode::kInvalid, "no"};
                      },
                      [&](Status status) { second.set_value(status); })
                  .ok());
  ASSERT_TRUE(store()
                  .submit([](Transaction& t) { return t.write(one_record(3, 3)); },
                          [&](Status status) { third.set_value(status); })
                  .ok());
  EXPECT_TRUE(first.get_future().get().ok());
  EXPECT_EQ(second.get_future().get().error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(third.get_future().get().ok());
  const std::vector<Id> ids{id_of(1), id_of(2), id_of(3)};
  EXPECT_EQ(snapshot()->records(ids)->size(), 2U);
}

TEST_P(StoreContract, AWorkThatThrowsIsAnErrorAndLeavesNothing) {
  const Status status = store().write([](Transaction& t) -> Status {
    XQ_TRY(t.write(one_record(1, 1)));
    throw std::runtime_error("unexpected");
  });
  EXPECT_EQ(status.error().code, ErrorCode::kInternal);
  EXPECT_EQ(*snapshot()->last_seq(), 0U);
}

TEST_P(StoreContract, NobodyIsToldBeforeOthersCanReadIt) {
  std::atomic<int> missing = 0;
  std::atomic<int> told = 0;
  constexpr int kWorks = 200;
  for (int i = 1; i <= kWorks; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    ASSERT_TRUE(store()
                    .submit([number](Transaction& t) { return t.write(one_record(number, number)); },
                            [&, number](const Status& status) {
                              const Id id = id_of(number);
                              if (!status.ok() || snapshot()->records({&id, 1})->empty()) ++missing;
                              ++told;
                            })
                    .ok());
  }
  store().drain();
  EXPECT_EQ(told, kWorks);
  EXPECT_EQ(missing, 0);
}

TEST_P(StoreContract, AWorkSeesTheWorksBeforeIt) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    ASSERT_TRUE(store()
                    .submit(
                        [i](Transaction& t) -> Status {
                          XQ_ASSIGN(const auto last, t.last_seq());
                          if (last != i) return Error{ErrorCode::kCorrupt, "out of order"};
                          return t.write(one_record(static_cast<std::uint32_t>(i), i + 1));
                        },
                        [](const Status& status) { EXPECT_TRUE(status.ok()); })
                    .ok());
  }
  store().drain();
  EXPECT_EQ(*snapshot()->last_seq(), 50U);
}

TEST_P(StoreContract, ASnapshotStaysAtItsMoment) {
  write(one_record(1, 1));
  auto before = snapshot();
  write(one_record(2, 2));
  const std::vector<Id> ids{id_of(1), id_of(2)};
  EXPECT_EQ(before->records(ids)->size(), 1U);
  EXPECT_EQ(*before->last_seq(), 1U);
  EXPECT_EQ(snapshot()->records(ids)->size(), 2U);
}

TEST_P(StoreContract, TooMuchWaitingIsBusyAndIsNotCalled) {
  std::promise<void> go;
  auto gate = go.get_future().share();
  ASSERT_TRUE(store()
                  .submit(
                      [gate](Transaction&) {
                        gate.wait();
                        return Status();
                      },
                      [](const Status&) {})
                  .ok());
  std::size_t taken = 0;
  Status status;
  while (status.ok() && taken <= 2 * Store::kQueuedWorkMax) {
    status = store().submit([](Transaction&) { return Status(); }, [](const Status&) {});
    if (status.ok()) ++taken;
  }
  EXPECT_EQ(status.error().code, ErrorCode::kBusy);
  EXPECT_GE(taken + 1, Store::kQueuedWorkMax);  // the first may still wait itself
  go.set_value();
}

TEST_P(StoreContract, AfterDrainWorkIsRefusedAndReadingGoesOn) {
  write(one_record(1, 1));
  store().drain();
  EXPECT_EQ(store().write([](Transaction&) { return Status(); }).error().code, ErrorCode::kBusy);
  EXPECT_EQ(*snapshot()->last_seq(), 1U);
}

TEST_P(StoreContract, ManyThreadsReadWhileOneWrites) {
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        auto moment = snapshot();
        const auto last = *moment->last_seq();
        if (moment->page(0, 1000)->size() != last) ++wrong;  // record n comes with seq n
      }
    });
  }
  for (std::uint32_t i = 1; i <= 60; ++i) write(one_record(i, i));
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace xinqiao::server::testing
