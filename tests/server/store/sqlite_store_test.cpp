// Goal: what is particular to SQLite: two processes on one file, file modes, schema versions. Method: two stores on
// one file stand for two processes.
#include "store/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <future>
#include <thread>

#include "server/store/store_samples.h"
#include "store/control.h"
#include "store/sqlite/sqlite_schema.h"
#include "testing/temp_folder.h"

namespace xinqiao::server::testing {
namespace {

using xinqiao::testing::TempFolder;

Status count_up(Transaction& transaction) {
  XQ_ASSIGN(const auto last, transaction.last_seq());
  WriteSet set;
  set.last_seq = last + 1;
  set.records.push_back(sample_record(static_cast<std::uint32_t>(last), "s", last + 1));
  return transaction.write(set);
}

TEST(SqliteStore, TwoWritersOnOneFileLoseNothing) {
  const TempFolder folder;
  auto first = std::move(*SqliteStore::open(folder / "org.db", true));
  auto second = std::move(*SqliteStore::open(folder / "org.db", false));
  std::thread other([&] {
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(second->write(count_up).ok());
  });
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(first->write(count_up).ok());
  other.join();
  auto snapshot = std::move(*first->snapshot());
  EXPECT_EQ(*snapshot->last_seq(), 80U);
  EXPECT_EQ(snapshot->page(0, 100)->size(), 80U);
}

// The disk is full at the commit: stood in for by a limit on the size of files.
TEST(SqliteStore, WhenTheCommitFailsNobodyIsToldItIsDone) {
  const TempFolder folder;
  auto store = std::move(*SqliteStore::open(folder / "org.db", true));
  ASSERT_TRUE(store->write(count_up).ok());
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::atomic<int> done = 0;
  std::atomic<int> failed = 0;
  std::promise<void> last;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(store
                    ->submit(count_up,
                             [&](const Status& status) {
                               ++(status.ok() ? done : failed);
                               if (done + failed == 3) last.set_value();
                             })
                    .ok());
  }
  last.get_future().wait();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(done, 0);
  EXPECT_EQ(failed, 3);
  EXPECT_EQ(*(*store->snapshot())->last_seq(), 1U);
  ASSERT_TRUE(store->write(count_up).ok());
  EXPECT_EQ(*(*store->snapshot())->last_seq(), 2U);
}

TEST(SqliteStore, FilesAreForTheirOwnerAlone) {
  const TempFolder folder;
  auto store = std::move(*SqliteStore::open(folder / "org.db", true));
  ASSERT_TRUE(store->write(count_up).ok());
  for (const char* name : {"org.db", "org.db-wal", "org.db-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat((folder / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << name;
  }
}

TEST(SqliteStore, AFileOfANewerProgramIsRefused) {
  const TempFolder folder;
  {
    auto store = std::move(*SqliteStore::open(folder / "org.db", true));
  }
  {
    auto db = std::move(*Database::open(folder / "org.db", false));
    ASSERT_TRUE(db->execute("PRAGMA user_version=999").ok());
  }
  EXPECT_EQ(SqliteStore::open(folder / "org.db", false).error().code, ErrorCode::kRefused);
}

TEST(SqliteStore, AnErrorQuotesNoValue) {
  const TempFolder folder;
  auto store = std::move(*SqliteStore::open(folder / "org.db", true));
  ASSERT_TRUE(store->write(count_up).ok());
  const Status status = store->write([](Transaction& transaction) {
    WriteSet set;
    set.records.push_back(sample_record(0, "秘密", 1));
    return transaction.write(set);
  });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message.find("秘密"), std::string::npos);
}

TEST(Control, KeepsTheFactsAndTheOrganisations) {
  const TempFolder folder;
  EXPECT_EQ(open_control(folder.path(), false).error().code, ErrorCode::kNotFound);
  {
    auto control = std::move(*open_control(folder.path(), true));
    EXPECT_EQ(control->facts().error().code, ErrorCode::kNotFound);
    ASSERT_TRUE(control->found({"https://a:1", "cert", "key", Bytes(32, 'p')}, 1).ok());
  }
  auto control = std::move(*open_control(folder.path(), false));
  EXPECT_EQ(control->facts()->url, "https://a:1");
  EXPECT_EQ(control->facts()->tls_pin, Bytes(32, 'p'));
  ASSERT_EQ(control->organisations()->size(), 1U);
  EXPECT_EQ(control->organisations()->front().path, folder / "org-1.db");
}

}  // namespace
}  // namespace xinqiao::server::testing
