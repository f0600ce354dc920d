#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/bytes.h"
#include "base/id.h"
#include "base/platform/disk.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace xinqiao::server {

// A prepared statement in use. Arguments are bound in order; the first that fails is reported by step().
// Bound bytes must outlive the steps. Resets the statement when it goes, so that it can be used again.
class Query {
 public:
  Query(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  Query(Query&& other) noexcept
      : db_(other.db_),
        statement_(std::exchange(other.statement_, nullptr)),
        bound_(other.bound_),
        failed_(other.failed_) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(std::int64_t value);
  Query& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }  // bits kept
  Query& bind(std::uint32_t value) { return bind(static_cast<std::int64_t>(value)); }
  Query& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
  Query& bind(const Id& id) { return bind_blob(id.bytes()); }
  Query& bind_blob(BytesView bytes);
  Query& bind_text(std::string_view text);
  Query& bind_null();

  // True: a row stands. False: no more.
  Result<bool> step();
  // For statements without rows; ready to be bound again.
  Status run();
  void again();

  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::uint32_t number32(int column) const { return static_cast<std::uint32_t>(integer(column)); }
  // Valid until the next step.
  BytesView bytes(int column) const;
  Id id(int column) const { return Id::from_bytes(bytes(column)); }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
  int failed_ = 0;
};

// One connection. Thread rule: one thread at a time. Statements are kept by the address of their text,
// which must be a literal.
class Database {
 public:
  static constexpr int kBusyMs = 10'000;  // another process writes: invite, rescue

  // Durable settings: WAL, synchronous=FULL, foreign keys. `create`: makes the file, mode 0600.
  static Result<std::unique_ptr<Database>> open(const std::string& path, bool create,
                                                const Disk& disk = machine_disk());
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Result<Query> query(const char* literal);
  // Any number of statements without rows.
  Status execute(const char* sql);
  Status execute(const std::string& sql) { return execute(sql.c_str()); }
  bool in_transaction() const;
  std::int64_t last_row() const;

 private:
  explicit Database(sqlite3* db) : db_(db) {}

  sqlite3* db_;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace xinqiao::server
