#include "admin/backup/backup.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/backup/archive.h"
#include "admin/backup/manifest.h"
#include "base/crypto.h"
#include "server/admin/scratch_folder.h"
#include "server/admin/sqlite_file.h"
#include "store/control.h"
#include "store/sqlite/sqlite_backup.h"

// Backup and restore over plain databases: what they keep, when they refuse, and that a refusal changes nothing.
namespace xinqiao::server {
namespace {

class BackupTest : public ScratchFolder {
 protected:
  BackupTest() : data_(path("data")), file_(path("backup.tar")), restored_(path("restored")) {
    EXPECT_TRUE(crypto::init());
    std::filesystem::create_directory(data_);
    EXPECT_TRUE((*open_control(data_, true))->found({"https://a:1", "cert", "secret key", Bytes(32, 'p')}, 1).ok());
    SqliteFile organisation(data_ + "/org-1.db");
    organisation.run("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER)");
    organisation.run("INSERT INTO a VALUES (7); INSERT INTO b VALUES (7)");
  }

  void back_up() {
    const auto report = make_backup(data_, file_, clock_);
    ASSERT_TRUE(report.ok()) << report.error().message;
  }
  Result<BackupReport> restore() {
    return restore_backup(file_, restored_, [](const std::string&) { return Status(); });
  }

  SystemClock clock_;
  std::string data_;
  std::string file_;
  std::string restored_;
};

TEST_F(BackupTest, BringsEverythingBack) {
  write(data_ + "/server.lock", "");
  const auto report = make_backup(data_, file_, clock_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->files, 2u);
  EXPECT_TRUE(report->left_out.empty());
  struct stat facts{};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);

  std::string seen_by_epoch;
  const auto restored = restore_backup(file_, restored_, [&](const std::string& folder) {
    seen_by_epoch = folder;
    return Status();
  });
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_EQ(restored->made_ms, report->made_ms);
  EXPECT_NE(seen_by_epoch, restored_) << "the folder gets its name last";
  EXPECT_EQ(files_in(restored_), 2u);
  EXPECT_EQ(SqliteFile(restored_ + "/control.db").number("SELECT count(*) FROM server WHERE tls_key = 'secret key'"),
            1);
  EXPECT_EQ(SqliteFile(restored_ + "/org-1.db").number("SELECT n FROM b"), 7);
  EXPECT_EQ(files_in(folder_), 3u) << "nothing is left behind";
}

TEST_F(BackupTest, NeverGoesIntoTheFolderItIsOf) {
  std::filesystem::create_directory_symlink(data_, path("alias"));
  for (const std::string& file : {data_ + "/org-1.db", data_ + "/backup.tar", data_ + "/../data/control.db",
                                  path("alias") + "/control.db", data_ + "//backup.tar"}) {
    const auto report = make_backup(data_, file, clock_);
    ASSERT_FALSE(report.ok()) << file;
    EXPECT_EQ(report.error().code, ErrorCode::kRefused) << file;
  }
  EXPECT_EQ(SqliteFile(data_ + "/org-1.db").number("SELECT n FROM b"), 7);
  EXPECT_TRUE(make_backup(data_, path("data.tar"), clock_).ok()) << "a neighbour of a like name";
}

TEST_F(BackupTest, TakesWhatTheControlFileNamesAlone) {
  SqliteFile(data_ + "/copy.db").run("CREATE TABLE a (n INTEGER)");
  const auto report = make_backup(data_, file_, clock_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->files, 2u);
  EXPECT_EQ(report->left_out, std::vector<std::string>{"copy.db"});
  std::filesystem::remove(data_ + "/org-1.db");
  EXPECT_FALSE(make_backup(data_, path("second.tar"), clock_).ok()) << "one of them is gone";
}

TEST_F(BackupTest, SweepsWhatAKilledOneLeft) {
  const std::string stale = path(".xinqiao-backup-abcdef");
  const std::string fresh = path(".xinqiao-backup-ghijkl");
  for (const std::string& folder : {stale, fresh}) {
    std::filesystem::create_directory(folder);
    write(folder + "/org-1.db", "all there is");
  }
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(2);
  std::filesystem::last_write_time(stale + "/org-1.db", old);
  std::filesystem::last_write_time(stale, old);
  back_up();
  EXPECT_FALSE(std::filesystem::exists(stale));
  EXPECT_TRUE(std::filesystem::exists(fresh)) << "somebody may be at it";
}

// What lies only in the write-ahead log of a running server is in the backup.
TEST_F(BackupTest, HoldsWhatIsNotCheckpointed) {
  SqliteFile running(data_ + "/org-1.db");
  running.run("PRAGMA wal_autocheckpoint=0");
  running.run("UPDATE b SET n = 8");
  back_up();
  ASSERT_TRUE(restore().ok());
  EXPECT_EQ(SqliteFile(restored_ + "/org-1.db").number("SELECT n FROM b"), 8);
}

// A process writes without a pause, always to two tables at once; each backup shows both alike.
TEST_F(BackupTest, IsOfOneMomentBesideAWritingProcess) {
  const pid_t writer = ::fork();
  if (writer == 0) {
    SqliteFile busy(data_ + "/org-1.db");
    for (;;) busy.run("BEGIN IMMEDIATE; UPDATE a SET n = n + 1; INSERT INTO b SELECT n FROM a; COMMIT");
  }
  std::int64_t before = 0;
  for (int round = 0; round < 10; ++round) {
    back_up();
    ASSERT_TRUE(restore().ok());
    {
      SqliteFile copy(restored_ + "/org-1.db");
      const std::int64_t now = copy.number("SELECT n FROM a");
      EXPECT_EQ(copy.number("SELECT max(n) FROM b"), now);
      EXPECT_GE(now, before);
      before = now;
    }
    std::filesystem::remove_all(restored_);
  }
  ::kill(writer, SIGKILL);
  ::waitpid(writer, nullptr, 0);
  EXPECT_GT(before, 7) << "the writer got on meanwhile";
  EXPECT_TRUE(check_database(data_ + "/org-1.db").ok());
}

// One bit flipped anywhere: refused, or (in bytes that mean nothing) restored exactly. Never something else.
TEST_F(BackupTest, FindsDamageAnywhere) {
  back_up();
  ASSERT_TRUE(restore().ok());
  const std::string control = contents(restored_ + "/control.db");
  const std::string organisation = contents(restored_ + "/org-1.db");
  std::filesystem::remove_all(restored_);
  const std::string whole = contents(file_);
  int refused = 0;
  int tried = 0;
  for (std::size_t at = 0; at < whole.size(); at += 151, ++tried) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    write(file_, damaged);
    const auto report = restore();
    if (!report.ok()) {
      ++refused;
      EXPECT_FALSE(std::filesystem::exists(restored_));
      continue;
    }
    EXPECT_EQ(contents(restored_ + "/control.db"), control) << at;
    EXPECT_EQ(contents(restored_ + "/org-1.db"), organisation) << at;
    std::filesystem::remove_all(restored_);
  }
  EXPECT_GT(refused, tried / 2);
  EXPECT_EQ(files_in(folder_), 2u) << "nothing is left behind";
}

TEST_F(BackupTest, RefusesAFlippedBitInADatabase) {
  back_up();
  std::string damaged = contents(file_);
  damaged[damaged.find("secret key")] ^= 1;
  write(file_, damaged);
  const auto report = restore();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kCorrupt);
}

TEST_F(BackupTest, RefusesAFileThatBreaksOff) {
  back_up();
  const std::string whole = contents(file_);
  const std::size_t last_data = whole.find_last_not_of('\0');
  for (std::size_t size = 0; size < last_data; size += 997) {
    write(file_, whole.substr(0, size));
    const auto report = restore();
    ASSERT_FALSE(report.ok()) << size;
    EXPECT_FALSE(std::filesystem::exists(restored_));
  }
}

TEST_F(BackupTest, RefusesWhatIsNoBackup) {
  for (const std::string& foreign :
       {std::string(), std::string("hello"), std::string(4096, '\0'), contents(data_ + "/org-1.db")}) {
    write(file_, foreign);
    const auto report = restore();
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(restore_backup(path("nothing"), restored_, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(restore_backup(data_, restored_, {}).error().code, ErrorCode::kInvalid);
}

// A tar file made to write elsewhere, or to bring along more than its list says.
TEST_F(BackupTest, RefusesAnArchiveThatReachesOut) {
  Manifest manifest;
  const Bytes hash = crypto::hash("x");
  manifest.files.push_back({"control.db", 1, hash});
  for (const char* name : {"../evil", "/tmp/evil", "org-2.db", "control.db"}) {
    std::filesystem::remove(file_);
    auto tar = *ArchiveWriter::create(file_);
    ASSERT_TRUE(tar->add(Manifest::kName, write_manifest(manifest)).ok());
    ASSERT_TRUE(tar->add("control.db", "x").ok());
    ASSERT_TRUE(tar->add(name, "x").ok());
    ASSERT_TRUE(tar->finish().ok());
    const auto report = restore();
    ASSERT_FALSE(report.ok()) << name;
    EXPECT_EQ(report.error().code, ErrorCode::kCorrupt);
    EXPECT_FALSE(std::filesystem::exists(path("evil")));
  }
}

// Bytes that are as they were written, but were damaged before: SQLite's own check stands behind ours.
TEST_F(BackupTest, RefusesADatabaseThatWasDamagedBefore) {
  Manifest manifest;
  const std::string junk(8192, 'j');
  manifest.files.push_back({"control.db", junk.size(), crypto::hash(junk)});
  auto tar = *ArchiveWriter::create(file_);
  ASSERT_TRUE(tar->add(Manifest::kName, write_manifest(manifest)).ok());
  ASSERT_TRUE(tar->add("control.db", junk).ok());
  ASSERT_TRUE(tar->finish().ok());
  const auto report = restore();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kCorrupt);
}

TEST_F(BackupTest, RestoresOnlyIntoAnEmptyFolder) {
  back_up();
  std::filesystem::create_directory(restored_);
  write(restored_ + "/precious", "x");
  const auto refused = restore();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_EQ(contents(restored_ + "/precious"), "x");

  std::filesystem::remove(restored_ + "/precious");
  EXPECT_TRUE(restore().ok()) << "an empty one is fine";
  EXPECT_TRUE(restore_backup(file_, path("new/deep/folder/"), [](const auto&) { return Status(); }).ok());
  EXPECT_TRUE(std::filesystem::exists(path("new/deep/folder/control.db")));
}

TEST_F(BackupTest, LeavesNothingWhenTheEpochFails) {
  back_up();
  const auto report =
      restore_backup(file_, restored_, [](const auto&) { return Status(Error{ErrorCode::kIo, "no epoch"}); });
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(files_in(folder_), 2u);
}

// A failed backup leaves the last good one alone.
TEST_F(BackupTest, KeepsTheLastBackupWhenItFails) {
  back_up();
  const std::string good = contents(file_);
  write(data_ + "/org-1.db", "no database any more");
  EXPECT_FALSE(make_backup(data_, file_, clock_).ok());
  EXPECT_EQ(contents(file_), good);
  EXPECT_EQ(files_in(folder_), 2u);
}

TEST_F(BackupTest, SaysWhatItDidNotTake) {
  write(data_ + "/notes.txt", "x");
  const auto report = make_backup(data_, file_, clock_);
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->left_out, ::testing::ElementsAre("notes.txt"));
  EXPECT_EQ(make_backup(path("nowhere"), file_, clock_).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace xinqiao::server
