// Goal: the wrapper gives errors, not surprises. Method: a real file.
#include "storage/sqlite/sqlite.h"

#include <gtest/gtest.h>

#include "testing/temp_folder.h"

namespace xinqiao::sqlite {
namespace {

std::unique_ptr<Connection> open(const testing::TempFolder& folder) {
  auto connection = Connection::open(folder / "test.db", nullptr);
  EXPECT_TRUE(connection.ok());
  EXPECT_TRUE((*connection)->exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)").ok());
  return std::move(*connection);
}

std::int64_t rows(Connection& connection) {
  auto query = connection.prepare("SELECT count(*) FROM t");
  EXPECT_TRUE(query.ok() && *query->step());
  return query->int64(0);
}

TEST(Transaction, RollsBackWhenItIsNotCommitted) {
  const testing::TempFolder folder;
  const auto connection = open(folder);
  {
    auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(connection->exec("INSERT INTO t VALUES (1, x'00')").ok());
  }
  EXPECT_EQ(rows(*connection), 0);
}

TEST(Transaction, KeepsWhatItCommitted) {
  const testing::TempFolder folder;
  {
    const auto connection = open(folder);
    auto transaction = Transaction::begin(*connection);
    ASSERT_TRUE(connection->exec("INSERT INTO t VALUES (1, x'00')").ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  auto again = Connection::open(folder / "test.db", nullptr);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(rows(**again), 1);
}

TEST(Statement, CarriesNumbersBlobsAndNulls) {
  const testing::TempFolder folder;
  const auto connection = open(folder);
  const Bytes blob("\0\1\2", 3);
  auto insert = connection->prepare("INSERT INTO t VALUES (?1, ?2)");
  ASSERT_TRUE(insert->bind(1, UINT64_MAX).bind_blob(2, blob).run().ok());
  ASSERT_TRUE(insert->bind(1, 2).bind_null(2).run().ok());
  auto query = connection->prepare("SELECT a, b FROM t ORDER BY a");
  ASSERT_TRUE(*query->step());
  EXPECT_EQ(query->uint64(0), UINT64_MAX);
  EXPECT_EQ(query->blob(1), blob);
  ASSERT_TRUE(*query->step());
  EXPECT_TRUE(query->is_null(1));
  EXPECT_FALSE(*query->step());
}

TEST(Connection, AFileThatIsNoDatabaseIsCorruptNotACrash) {
  const testing::TempFolder folder;
  {
    std::FILE* file = std::fopen((folder / "test.db").c_str(), "w");
    std::fputs(std::string(5000, 'x').c_str(), file);
    std::fclose(file);
  }
  const auto connection = Connection::open(folder / "test.db", nullptr);
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::kCorrupt);
}

TEST(Connection, SyncsAtEveryCommit) {
  const testing::TempFolder folder;
  const auto connection = open(folder);
  constexpr std::int64_t kFull = 2;
  auto query = connection->prepare("PRAGMA synchronous");
  ASSERT_TRUE(*query->step());
  EXPECT_EQ(query->int64(0), kFull);
}

}  // namespace
}  // namespace xinqiao::sqlite
