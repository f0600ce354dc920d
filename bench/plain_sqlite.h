#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace xinqiao::bench {

// The raw limit: SQLite alone, with the pragmas the product uses, writing rows of the same number and size.
class PlainSqlite {
 public:
  explicit PlainSqlite(const std::string& path);
  ~PlainSqlite();
  PlainSqlite(const PlainSqlite&) = delete;
  PlainSqlite& operator=(const PlainSqlite&) = delete;

  // The rows of one durable save, in one transaction: the sealed change, its record's row, the batch's new
  // end, the author's clock and chain.
  void save(BytesView record_id, BytesView child, BytesView sealed_change);
  // A row of a bulk insert (random key, one secondary index), between begin() and commit().
  void begin();
  void bulk_row(BytesView record_id, BytesView child, BytesView body);
  void commit();

 private:
  sqlite3_stmt* prepare(const char* sql);
  void exec(const char* sql);
  void run(sqlite3_stmt* statement);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* change_ = nullptr;
  sqlite3_stmt* record_ = nullptr;
  sqlite3_stmt* end_ = nullptr;
  sqlite3_stmt* meta_ = nullptr;
  sqlite3_stmt* bulk_ = nullptr;
  long long seq_ = 0;
};

}  // namespace xinqiao::bench
