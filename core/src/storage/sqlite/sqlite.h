#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

// SQLite behind Results and owners; nothing here knows what is stored.
namespace xinqiao::sqlite {

class Connection;

// SQL as it stands in the program: prepared statements are kept by it, so that nothing built at run time may be one.
class Sql {
 public:
  consteval Sql(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor): a literal is one
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// A prepared statement borrowed from its connection's cache: bind, step, read; reset when it goes out of
// scope. Columns read as views are valid until the next step.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::uint64_t value) { return bind(index, static_cast<std::int64_t>(value)); }
  Statement& bind(int index, std::uint32_t value) { return bind(index, static_cast<std::int64_t>(value)); }
  Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
  // The bytes must live until the statement has been stepped.
  Statement& bind_blob(int index, BytesView value);
  Statement& bind_text(int index, std::string_view value);
  Statement& bind_null(int index);

  // True: a row stands; false: no more.
  Result<bool> step();
  // For statements that give no rows.
  Status run();
  void reset();

  std::int64_t int64(int column) const;
  std::uint64_t uint64(int column) const { return static_cast<std::uint64_t>(int64(column)); }
  BytesView blob(int column) const;
  bool is_null(int column) const;

 private:
  friend class Connection;
  Statement(sqlite3* db, sqlite3_stmt* stmt) : db_(db), stmt_(stmt) {}
  sqlite3* db_;
  sqlite3_stmt* stmt_;
};

// One open database. Thread rule: one thread at a time. Lifetime: outlives its statements.
class Connection {
 public:
  // `vfs` null: SQLite's own. Creates the file when missing.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, const char* vfs);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Status exec(const char* sql);
  // Prepared once, kept.
  Result<Statement> prepare(Sql sql);
  bool in_transaction() const;
  // Rows written through this connection; it never falls, also not by a rollback.
  std::uint64_t changes_so_far() const;

 private:
  explicit Connection(sqlite3* db) : db_(db) {}
  sqlite3* db_;
  std::unordered_map<std::string_view, sqlite3_stmt*> statements_;
};

// BEGIN IMMEDIATE … COMMIT; rolled back when it goes out of scope uncommitted.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) { other.connection_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  // When this returns OK the work is on the disk (synchronous=FULL).
  Status commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace xinqiao::sqlite
