#include "storage/sqlite/sqlite.h"

#include <sqlite3.h>

#include "base/check.h"

namespace xinqiao::sqlite {
namespace {

Error error_of(sqlite3* db, const char* doing) {
  const int code = db == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(db);
  const std::string detail = std::string(doing) + ": " + (db == nullptr ? "out of memory" : sqlite3_errmsg(db));
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return Error{ErrorCode::kDiskFull,
                   "存储空间已满，请腾出空间后重试，数据没有丢失 / the disk is full; free some space and "
                   "try again, nothing is lost (" +
                       detail + ")"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error{ErrorCode::kBusy, detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error{ErrorCode::kCorrupt, detail};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Error{ErrorCode::kIo, detail};
    default:
      return Error{ErrorCode::kInternal, detail};
  }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept : db_(other.db_), stmt_(other.stmt_) { other.stmt_ = nullptr; }

Statement::~Statement() { reset(); }

void Statement::reset() {
  if (stmt_ == nullptr) return;
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);
}

Statement& Statement::bind(int index, std::int64_t value) {
  XQ_CHECK(sqlite3_bind_int64(stmt_, index, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_blob(int index, BytesView value) {
  XQ_CHECK(sqlite3_bind_blob64(stmt_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                               SQLITE_STATIC) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_text(int index, std::string_view value) {
  XQ_CHECK(sqlite3_bind_text64(stmt_, index, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_null(int index) {
  XQ_CHECK(sqlite3_bind_null(stmt_, index) == SQLITE_OK);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(db_, "database");
}

Status Statement::run() {
  const auto row = step();
  if (!row.ok()) return row.error();
  reset();
  return {};
}

std::int64_t Statement::int64(int column) const { return sqlite3_column_int64(stmt_, column); }

BytesView Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(stmt_, column);
  const int size = sqlite3_column_bytes(stmt_, column);
  return data == nullptr ? BytesView() : BytesView(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, const char* vfs) {
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, vfs);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return error_of(db, "cannot open the data file");
  sqlite3_busy_timeout(db, 5000);
  // FULL in WAL syncs the log at every commit: saved is durable.
  XQ_TRY(
      connection->exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                       "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;"
                       "PRAGMA trusted_schema=OFF;"));
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, stmt] : statements_) sqlite3_finalize(stmt);
  sqlite3_close(db_);
}

Status Connection::exec(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error_of(db_, "database");
  return {};
}

Result<Statement> Connection::prepare(Sql sql) {
  const std::string_view text = sql.text();
  const auto found = statements_.find(text);
  // A statement already in use is a nested use of the same text: our own mistake.
  if (found != statements_.end()) {
    XQ_CHECK(sqlite3_stmt_busy(found->second) == 0);
    return Statement(db_, found->second);
  }
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &stmt, nullptr) !=
      SQLITE_OK) {
    return error_of(db_, "database");
  }
  statements_.emplace(text, stmt);
  return Statement(db_, stmt);
}

std::uint64_t Connection::changes_so_far() const { return static_cast<std::uint64_t>(sqlite3_total_changes64(db_)); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

Result<Transaction> Transaction::begin(Connection& connection) {
  XQ_ASSIGN(auto begin, connection.prepare("BEGIN IMMEDIATE"));
  XQ_TRY(begin.run());
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  // A failed rollback leaves nothing to do here: SQLite rolls back when the file is opened again.
  static_cast<void>(connection_->exec("ROLLBACK").ok());
}

Status Transaction::commit() {
  XQ_ASSIGN(auto commit, connection_->prepare("COMMIT"));
  XQ_TRY(commit.run());
  connection_ = nullptr;
  return {};
}

}  // namespace xinqiao::sqlite
