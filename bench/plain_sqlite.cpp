#include "plain_sqlite.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace xinqiao::bench {
namespace {

constexpr std::size_t kEndBytes = 110;    // a batch's end, sealed
constexpr std::size_t kWriterBytes = 80;  // the author's clock and chain

void bind(sqlite3_stmt* statement, int index, BytesView bytes) {
  sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
}

}  // namespace

PlainSqlite::PlainSqlite(const std::string& path) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) std::abort();
  exec(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4096;"
      "CREATE TABLE changes (seq INTEGER PRIMARY KEY, id INTEGER, record BLOB, batch INTEGER, sealed "
      "BLOB);"
      "CREATE INDEX changes_by_record ON changes (record, seq);"
      "CREATE TABLE records (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER, child BLOB, state BLOB);"
      "CREATE INDEX records_by_child ON records (child, kind, id);"
      "CREATE TABLE batches (first_seq INTEGER PRIMARY KEY, end BLOB);"
      "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
      "CREATE TABLE bulk (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, child BLOB, body BLOB);"
      "CREATE INDEX bulk_by_child ON bulk (child, no);"
      "INSERT INTO batches VALUES (1, x''); INSERT INTO meta VALUES ('writer', x'');");
  change_ = prepare("INSERT INTO changes VALUES (?1, ?2, ?3, 1, ?4)");
  record_ = prepare("INSERT INTO records (id, kind, child) VALUES (?1, 3, ?2)");
  end_ = prepare("UPDATE batches SET end = ?1 WHERE first_seq = 1");
  meta_ = prepare("UPDATE meta SET value = ?1 WHERE key = 'writer'");
  bulk_ = prepare("INSERT INTO bulk (id, child, body) VALUES (?1, ?2, ?3)");
}

PlainSqlite::~PlainSqlite() {
  for (auto* statement : {change_, record_, end_, meta_, bulk_}) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void PlainSqlite::save(BytesView record_id, BytesView child, BytesView sealed_change) {
  const Bytes end(kEndBytes, 'e');
  const Bytes writer(kWriterBytes, 'w');
  begin();
  sqlite3_bind_int64(change_, 1, ++seq_);
  sqlite3_bind_int64(change_, 2, static_cast<sqlite3_int64>(read_u64(record_id)));
  bind(change_, 3, record_id);
  bind(change_, 4, sealed_change);
  run(change_);
  bind(record_, 1, record_id);
  bind(record_, 2, child);
  run(record_);
  bind(end_, 1, end);
  run(end_);
  bind(meta_, 1, writer);
  run(meta_);
  commit();
}

void PlainSqlite::begin() { exec("BEGIN IMMEDIATE"); }
void PlainSqlite::commit() { exec("COMMIT"); }

void PlainSqlite::bulk_row(BytesView record_id, BytesView child, BytesView body) {
  bind(bulk_, 1, record_id);
  bind(bulk_, 2, child);
  bind(bulk_, 3, body);
  run(bulk_);
}

sqlite3_stmt* PlainSqlite::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) std::abort();
  return statement;
}

void PlainSqlite::exec(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "%s\n", sqlite3_errmsg(db_));
  std::exit(1);
}

void PlainSqlite::run(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) std::exit(1);
  sqlite3_reset(statement);
}

}  // namespace xinqiao::bench
