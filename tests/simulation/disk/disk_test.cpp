// Goal: the disk forgets what a real one may forget, and nothing else; on it, what the product's connections have
// committed is there after a power cut, and with a planted weaker setting it is not. Method: many drawn power cuts.
#include <gtest/gtest.h>

#include "simulation/disk/machine.h"
#include "storage/sqlite/sqlite.h"
#include "store/sqlite/sqlite_db.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::simulation {
namespace {

constexpr int kCuts = 60;
constexpr int kCommits = 5;
using testing::SeededRandom;

// -1: not even the table, or no database at all.
int count_rows(Machine& machine, const std::string& file) {
  sqlite3* db = nullptr;
  sqlite3_stmt* row = nullptr;
  int rows = -1;
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, machine.disk().sqlite_vfs) == SQLITE_OK &&
      sqlite3_prepare_v2(db, "SELECT count(*) FROM rows", -1, &row, nullptr) == SQLITE_OK &&
      sqlite3_step(row) == SQLITE_ROW)
    rows = sqlite3_column_int(row, 0);
  sqlite3_finalize(row);
  sqlite3_close(db);
  return rows;
}

struct Phones {
  static constexpr const char* kFile = "/phone.db";
  std::unique_ptr<sqlite::Connection> db;
  static std::unique_ptr<Phones> open(Machine& machine) {
    auto opened = sqlite::Connection::open(kFile, machine.disk().sqlite_vfs);
    EXPECT_TRUE(opened.ok());
    return std::make_unique<Phones>(std::move(*opened));
  }
  bool execute(const std::string& sql) { return db->exec(sql.c_str()).ok(); }
};
struct Servers {
  static constexpr const char* kFile = "/server.db";
  std::unique_ptr<server::Database> db;
  static std::unique_ptr<Servers> open(Machine& machine) {
    auto opened = server::Database::open(kFile, true, machine.disk());
    EXPECT_TRUE(opened.ok());
    return std::make_unique<Servers>(std::move(*opened));
  }
  bool execute(const std::string& sql) { return db->execute(sql).ok(); }
};

template <typename Side>
class DurableDisk : public ::testing::Test {
 protected:
  // The fewest rows that any of many power cuts leaves of kCommits.
  static int fewest_rows(const char* synchronous) {
    int fewest = kCommits;
    for (std::uint64_t seed = 1; seed <= kCuts; ++seed) {
      Machine machine;
      machine.synchronous = synchronous;
      {
        const auto db = Side::open(machine);
        EXPECT_TRUE(db->execute("CREATE TABLE rows (number INTEGER)"));
        for (int i = 0; i < kCommits; ++i) EXPECT_TRUE(db->execute("INSERT INTO rows VALUES (1)"));
        machine.kill();
      }
      SeededRandom draw(seed);
      machine.revive(Machine::End::kPower, draw);
      fewest = std::min(fewest, count_rows(machine, Side::kFile));
    }
    return fewest;
  }
};
using Sides = ::testing::Types<Phones, Servers>;
TYPED_TEST_SUITE(DurableDisk, Sides);

TYPED_TEST(DurableDisk, WhatIsCommittedSurvivesEveryPowerCut) { EXPECT_EQ(this->fewest_rows(nullptr), kCommits); }
TYPED_TEST(DurableDisk, CatchesAPlantedOff) { EXPECT_LT(this->fewest_rows("OFF"), kCommits); }
TYPED_TEST(DurableDisk, CatchesAPlantedNormal) { EXPECT_LT(this->fewest_rows("NORMAL"), kCommits); }

// A process killed between writing and syncing, then a power cut: what the next process has told of stays.
TEST(DurableStore, WhatIsThereAfterAKillSurvivesAPowerCut) {
  const auto last_seq = [](server::Store& store) {
    auto snapshot = store.snapshot();
    return snapshot.ok() ? *(*snapshot)->last_seq() : 0;
  };
  const auto open = [](Machine& machine) {
    return std::move(
        *server::SqliteStore::open("/store.db", true, machine.disk(), server::SqliteStore::Writer::kCaller));
  };
  for (std::uint64_t kill_at = 1; kill_at <= 20; ++kill_at) {
    Machine machine;
    SeededRandom draw(kill_at);
    auto store = open(machine);
    machine.faults.kill_in = kill_at;
    (void)store->submit([](server::Transaction& transaction) { return transaction.write({.last_seq = 1}); },
                        [](const Status&) {});
    store.reset();
    machine.revive(Machine::End::kProcess, draw);
    store = open(machine);
    const std::uint64_t told = last_seq(*store);
    machine.kill();
    store.reset();
    machine.revive(Machine::End::kPower, draw);
    EXPECT_EQ(last_seq(*open(machine)), told) << "killed at call " << kill_at;
  }
}

TEST(MemoryDisk, ForgetsUnsyncedNamesButNoSyncedOnes) {
  MemoryDisk disk;
  disk.make("/kept")->write(0, "old");
  disk.find("/kept")->sync();
  disk.sync_names();
  disk.make("/new")->sync();
  disk.rename("/kept", "/renamed");
  SeededRandom draw(1);
  disk.cut_power(draw, 0);
  EXPECT_EQ(disk.find("/new"), nullptr);
  EXPECT_EQ(disk.find("/renamed"), nullptr);
  ASSERT_NE(disk.find("/kept"), nullptr);
  EXPECT_EQ(disk.find("/kept")->content(), "old");
}

TEST(MemoryFile, KeepsAnySubsetOfWhatIsNotSyncedAndTearsAtSectors) {
  std::set<Bytes> found;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    MemoryFile file;
    file.write(0, Bytes(3 * MemoryFile::kSector, 'a'));
    file.sync();
    file.write(0, Bytes(2 * MemoryFile::kSector, 'b'));
    file.truncate(MemoryFile::kSector * 5 / 2);
    SeededRandom draw(seed);
    file.cut_power(draw, 50);
    Bytes sectors;
    for (std::size_t at = 0; at < file.content().size(); at += MemoryFile::kSector) sectors += file.content()[at];
    found.insert(sectors + std::to_string(file.content().size()));
  }
  // Whole, torn in either half, none; each with the truncation or without it.
  for (const char* sectors : {"bba", "aba", "baa", "aaa"}) {
    EXPECT_TRUE(found.contains(std::string(sectors) + "1536")) << sectors;
    EXPECT_TRUE(found.contains(std::string(sectors) + "1280")) << sectors;
  }
  EXPECT_EQ(found.size(), 8U);
}

TEST(Machine, LetsNothingThroughOnceItIsDead) {
  Machine machine;
  auto phones = Phones::open(machine);
  ASSERT_TRUE(phones->execute("CREATE TABLE rows (number INTEGER)"));
  machine.faults.kill_in = 1;
  EXPECT_FALSE(phones->execute("INSERT INTO rows VALUES (1)"));
  const std::uint64_t before = machine.files().bytes();
  phones.reset();
  EXPECT_EQ(machine.files().bytes(), before);
  SeededRandom draw(1);
  machine.revive(Machine::End::kProcess, draw);
  EXPECT_TRUE(Phones::open(machine)->execute("INSERT INTO rows VALUES (1)"));
}

TEST(Machine, IsFullWhenItsRoomIsUsedUp) {
  Machine machine;
  auto phones = Phones::open(machine);
  ASSERT_TRUE(phones->execute("CREATE TABLE rows (text)"));
  machine.faults.room = 8192;
  const auto failed = phones->db->exec("INSERT INTO rows VALUES (zeroblob(20000))");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kDiskFull);
  machine.faults.room.reset();
  EXPECT_TRUE(phones->execute("INSERT INTO rows VALUES (zeroblob(20000))"));
}

}  // namespace
}  // namespace xinqiao::simulation
