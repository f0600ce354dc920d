#include "store/sqlite/sqlite_db.h"

#include <sqlite3.h>

namespace xinqiao::server {
namespace {

ErrorCode code_of(int result) {
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::kBusy;
    case SQLITE_FULL:
      return ErrorCode::kDiskFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kCorrupt;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return ErrorCode::kIo;
    default:
      return ErrorCode::kInternal;
  }
}

// SQLite's own message may quote a value, so only the code's text is passed on.
Error error_of(int result) { return Error{code_of(result), std::string("store: ") + sqlite3_errstr(result)}; }

}  // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  if (const int result = sqlite3_bind_int64(statement_, ++bound_, value); result != SQLITE_OK) failed_ = result;
  return *this;
}

Query& Query::bind_blob(BytesView bytes) {
  const void* data = bytes.empty() ? "" : bytes.data();  // a null pointer would be NULL
  const int result = sqlite3_bind_blob64(statement_, ++bound_, data, bytes.size(), SQLITE_STATIC);
  if (result != SQLITE_OK) failed_ = result;
  return *this;
}

Query& Query::bind_text(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  const int result = sqlite3_bind_text64(statement_, ++bound_, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (result != SQLITE_OK) failed_ = result;
  return *this;
}

Query& Query::bind_null() {
  if (const int result = sqlite3_bind_null(statement_, ++bound_); result != SQLITE_OK) failed_ = result;
  return *this;
}

Result<bool> Query::step() {
  if (failed_ != SQLITE_OK) return error_of(failed_);
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return error_of(sqlite3_extended_errcode(db_));
}

Status Query::run() {
  XQ_TRY(step());
  again();
  return {};
}

void Query::again() {
  sqlite3_reset(statement_);
  bound_ = 0;
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

BytesView Query::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? BytesView() : BytesView(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, bool create, const Disk& disk) {
  if (create) XQ_TRY(disk.files.make_private_file(path));  // before SQLite makes it with the umask's mode
  sqlite3* raw = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(path.c_str(), &raw, kFlags, disk.sqlite_vfs);
  std::unique_ptr<Database> db(new Database(raw));
  if (result != SQLITE_OK) return error_of(result);
  sqlite3_busy_timeout(raw, kBusyMs);
  XQ_TRY(
      db->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                  "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-32768;"
                  "PRAGMA trusted_schema=OFF;"));
  return db;
}

Database::~Database() {
  for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

Result<Query> Database::query(const char* literal) {
  sqlite3_stmt*& statement = statements_[literal];
  if (statement == nullptr) {
    const int result = sqlite3_prepare_v3(db_, literal, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) return error_of(result);
  }
  return Query(db_, statement);
}

Status Database::execute(const char* sql) {
  if (const int result = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); result != SQLITE_OK)
    return error_of(result);
  return {};
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(db_); }

}  // namespace xinqiao::server
