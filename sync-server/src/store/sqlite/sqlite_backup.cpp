#include "store/sqlite/sqlite_backup.h"

#include <sqlite3.h>

#include <memory>

namespace xinqiao::server {
namespace {

constexpr int kBusyMs = 10'000;
constexpr int kBetweenTriesMs = 10;
constexpr int kAllPages = -1;

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Error failed(const std::string& what, int code, const std::string& reason) {
  const int kind = code & 0xFF;
  const ErrorCode mapped = kind == SQLITE_FULL                               ? ErrorCode::kDiskFull
                           : kind == SQLITE_BUSY || kind == SQLITE_LOCKED    ? ErrorCode::kBusy
                           : kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? ErrorCode::kCorrupt
                                                                             : ErrorCode::kIo;
  return Error{mapped, what + ": " + reason};
}

Result<Connection> open(const std::string& path, const char* vfs = nullptr) {
  sqlite3* raw = nullptr;
  // Writable also for reading: a file in WAL mode has to be opened so.
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, vfs);
  Connection db(raw);
  if (code != SQLITE_OK) return failed("cannot open '" + path + "'", code, sqlite3_errstr(code));
  sqlite3_busy_timeout(raw, kBusyMs);
  return db;
}

Status copy_pages(sqlite3* from, sqlite3* to, const std::string& path) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) return failed("cannot copy to '" + path + "'", sqlite3_errcode(to), sqlite3_errmsg(to));
  int code = SQLITE_OK;
  // All pages in one step are one read transaction, so the copy is of one moment.
  for (int waited = 0; waited < kBusyMs; waited += kBetweenTriesMs) {
    code = sqlite3_backup_step(backup, kAllPages);
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED) break;
    sqlite3_sleep(kBetweenTriesMs);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE) code = finished;
  if (code != SQLITE_OK) return failed("cannot copy to '" + path + "'", code, sqlite3_errstr(code));
  return {};
}

}  // namespace

Status copy_database(const std::string& from, const std::string& to, const Disk& disk) {
  XQ_ASSIGN(const Connection source, open(from, disk.sqlite_vfs));
  XQ_TRY(disk.files.make_private_file(to));
  XQ_ASSIGN(const Connection target, open(to, disk.sqlite_vfs));
  XQ_TRY(copy_pages(source.get(), target.get(), to));
  // The copy says WAL like its original; without it the file stands alone. The store sets it again.
  char* message = nullptr;
  const int code = sqlite3_exec(target.get(), "PRAGMA journal_mode=DELETE", nullptr, nullptr, &message);
  sqlite3_free(message);
  if (code != SQLITE_OK) return failed("cannot finish '" + to + "'", code, sqlite3_errmsg(target.get()));
  return {};
}

Status check_database(const std::string& path) {
  XQ_ASSIGN(const Connection db, open(path));
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(db.get(), "PRAGMA integrity_check(1)", -1, &raw, nullptr);
  const Statement statement(raw);
  if (code == SQLITE_OK) code = sqlite3_step(raw);
  if (code != SQLITE_ROW) return failed("cannot check '" + path + "'", code, sqlite3_errmsg(db.get()));
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
  const std::string finding = text != nullptr ? text : "no answer";
  if (finding != "ok") return Error{ErrorCode::kCorrupt, "'" + path + "' is damaged: " + finding};
  return {};
}

}  // namespace xinqiao::server
