// Goal: after a kill what was acknowledged is there, and what was not is there whole or not at all. Method: a
// child process writes records in pairs and reports each acknowledgement through a pipe; it is killed in mid-work.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "server/store/store_samples.h"
#include "store/sqlite/sqlite_store.h"
#include "testing/temp_folder.h"

namespace xinqiao::server::testing {
namespace {

Status write_pair(Transaction& transaction) {
  XQ_ASSIGN(const auto last, transaction.last_seq());
  const auto number = static_cast<std::uint32_t>(last);
  WriteSet set;
  set.last_seq = last + 1;
  set.records.push_back(sample_record(2 * number, "a", last + 1));
  set.records.push_back(sample_record(2 * number + 1, "b", last + 1));
  return transaction.write(set);
}

[[noreturn]] void work_until_killed(const std::string& path, int acknowledged) {
  auto store = SqliteStore::open(path, true);
  if (!store.ok()) ::_exit(1);
  while (true) {
    (void)(*store)->submit(write_pair, [&](const Status& status) {
      if (status.ok() && ::write(acknowledged, "k", 1) != 1) ::_exit(2);
    });
  }
}

// Kills the writer once `count` acknowledgements came; answers with how many came in all.
std::uint64_t run_and_kill(const std::string& path, std::uint64_t count) {
  int ends[2];
  if (::pipe(ends) != 0) return 0;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work_until_killed(path, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  char byte = 0;
  while (acknowledged < count && ::read(ends[0], &byte, 1) == 1) ++acknowledged;
  ::kill(child, SIGKILL);
  while (::read(ends[0], &byte, 1) == 1) ++acknowledged;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  return acknowledged;
}

TEST(StoreKill, NothingAcknowledgedIsLostAndNothingIsThereByHalf) {
  const xinqiao::testing::TempFolder folder;
  const std::string path = folder / "org.db";
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 8; ++round) {
    acknowledged += run_and_kill(path, 20 + 37 * round);
    auto store = std::move(*SqliteStore::open(path, false));
    auto snapshot = std::move(*store->snapshot());
    const std::uint64_t last = *snapshot->last_seq();
    EXPECT_GE(last, acknowledged) << "round " << round;
    EXPECT_EQ(snapshot->page(0, 1'000'000)->size(), 2 * last);
    const std::vector<ShelfRange> half{{"a", 0}};
    EXPECT_EQ(snapshot->page(half, 1'000'000)->size(), last);
    acknowledged = last;
  }
}

}  // namespace
}  // namespace xinqiao::server::testing
