#include "plain_sqlite.h"

#include "base/limits.h"
#include "storage/sqlite/migrations.h"
#include "visits.h"

namespace xinqiao::bench {
namespace {

// What the product's rows have, as measured in its files.
constexpr std::size_t kHeaderBytes = 183;  // a batch's header, sealed
constexpr std::size_t kKeyBoxBytes = 263;  // the same with the rescue key, and the box of that
constexpr std::size_t kEndBytes = 190;     // a batch's end, sealed
constexpr std::size_t kWriterBytes = 121;  // the author's clock and chain
constexpr std::size_t kSealBytes = 40;     // nonce and tag

// No two alike: SQLite leaves a page as it is when nothing on it changes.
Bytes bytes_of(std::size_t size, std::uint64_t number) {
  Bytes bytes(size, 'x');
  append_u64(bytes, number);
  return bytes.substr(bytes.size() - size);
}

sqlite::Statement prepare(sqlite::Connection& db, sqlite::Sql sql) {
  auto statement = db.prepare(sql);
  if (!statement.ok()) must(statement.error());
  return std::move(*statement);
}

}  // namespace

PlainSqlite::PlainSqlite(const std::string& path, const char* vfs) {
  auto opened = sqlite::Connection::open(path, vfs);
  if (!opened.ok()) must(opened.error());
  db_ = std::move(*opened);
  must(migrate(*db_));
  must(
      db_->exec("CREATE TABLE bulk (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, child BLOB, body BLOB);"
                "CREATE INDEX bulk_by_child ON bulk (child, no);"
                "INSERT INTO meta VALUES ('writer', x'');"));
}

void PlainSqlite::write_batch(std::size_t body_size) {
  if (batch_ == 0 || batch_bytes_ >= limits::kBatchBytes) {
    batch_ = seq_;
    batch_bytes_ = 0;
    must(prepare(*db_, "UPDATE batches SET frozen = 1 WHERE frozen = 0").run());
    auto insert = prepare(*db_, "INSERT INTO batches VALUES (?1, ?2, ?3, x'', 0, 0, 0, 0, NULL)");
    const Bytes header = bytes_of(kHeaderBytes, seq_);
    const Bytes key_box = bytes_of(kKeyBoxBytes, seq_);
    must(insert.bind(1, batch_).bind_blob(2, header).bind_blob(3, key_box).run());
  }
  batch_bytes_ += body_size;
  auto update = prepare(*db_, "UPDATE batches SET end = ?2, count = ?3, bytes = ?4 WHERE first_seq = ?1");
  const Bytes end = bytes_of(kEndBytes, seq_);
  update.bind(1, batch_).bind_blob(2, end).bind(3, seq_ - batch_ + 1);
  must(update.bind(4, static_cast<std::uint64_t>(batch_bytes_)).run());
}

void PlainSqlite::save(const Id& record, std::uint32_t kind, BytesView child, std::size_t body_size) {
  begin();
  ++seq_;
  write_batch(body_size);
  auto change = prepare(*db_, "INSERT INTO changes VALUES (?1, ?2, ?3, ?4, ?5)");
  const Bytes sealed = bytes_of(body_size + kSealBytes, seq_);
  change.bind(1, seq_).bind(2, read_u64(record.bytes())).bind_blob(3, record.bytes());
  must(change.bind(4, batch_).bind_blob(5, sealed).run());
  auto row = prepare(*db_, "INSERT INTO records (id, kind, child) VALUES (?1, ?2, ?3)");
  must(row.bind_blob(1, record.bytes()).bind(2, kind).bind_blob(3, child).run());
  auto writer = prepare(*db_, "UPDATE meta SET value = ?1 WHERE key = 'writer'");
  const Bytes state = bytes_of(kWriterBytes, seq_);
  must(writer.bind_blob(1, state).run());
  commit();
}

void PlainSqlite::begin() { must(prepare(*db_, "BEGIN IMMEDIATE").run()); }
void PlainSqlite::commit() { must(prepare(*db_, "COMMIT").run()); }

void PlainSqlite::bulk_row(BytesView record_id, BytesView child, BytesView body) {
  auto insert = prepare(*db_, "INSERT INTO bulk (id, child, body) VALUES (?1, ?2, ?3)");
  must(insert.bind_blob(1, record_id).bind_blob(2, child).bind_blob(3, body).run());
}

}  // namespace xinqiao::bench
