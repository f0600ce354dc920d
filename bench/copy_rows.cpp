#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "measures.h"
#include "timing.h"

namespace xinqiao::bench {
namespace {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
using Value = std::unique_ptr<sqlite3_value, decltype(&sqlite3_value_free)>;

struct Table {
  std::string name;
  int columns = 0;
  std::vector<std::vector<Value>> rows;
};

[[noreturn]] void fail(sqlite3* db) {
  std::fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  std::exit(1);
}

Database open(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  if (code != SQLITE_OK) fail(db);
  return {db, &sqlite3_close};
}

void exec(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db);
}

Statement prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(db);
  return {statement, &sqlite3_finalize};
}

std::vector<std::string> texts(sqlite3* db, const std::string& sql) {
  std::vector<std::string> out;
  const auto query = prepare(db, sql);
  while (sqlite3_step(query.get()) == SQLITE_ROW)
    out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0)));
  return out;
}

Table read(sqlite3* db, const std::string& name) {
  const auto query = prepare(db, "SELECT * FROM " + name);
  Table table{name, sqlite3_column_count(query.get()), {}};
  while (sqlite3_step(query.get()) == SQLITE_ROW) {
    auto& row = table.rows.emplace_back();
    for (int i = 0; i < table.columns; ++i)
      row.emplace_back(sqlite3_value_dup(sqlite3_column_value(query.get(), i)), &sqlite3_value_free);
  }
  return table;
}

void write(sqlite3* db, const Table& table) {
  std::string marks;
  for (int i = 0; i < table.columns; ++i) marks += i == 0 ? "?" : ",?";
  const auto insert = prepare(db, "INSERT INTO " + table.name + " VALUES (" + marks + ")");
  for (const auto& row : table.rows) {
    for (int i = 0; i < table.columns; ++i)
      sqlite3_bind_value(insert.get(), i + 1, row[static_cast<std::size_t>(i)].get());
    if (sqlite3_step(insert.get()) != SQLITE_DONE) fail(db);
    sqlite3_reset(insert.get());
  }
}

}  // namespace

int measure_copy(const std::string& file, const std::string& scratch) {
  constexpr int kRounds = 5;
  const auto from = open(file, SQLITE_OPEN_READWRITE);
  const auto schema = texts(from.get(),
                            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                            "ORDER BY type = 'index'");
  std::vector<Table> tables;
  for (const auto& name :
       texts(from.get(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    tables.push_back(read(from.get(), name));
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    const auto to =
        open(scratch + "/copy-" + std::to_string(round) + ".db", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    exec(to.get(), "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768");
    for (const auto& sql : schema) exec(to.get(), sql);
    times.push_back(seconds([&] {
      exec(to.get(), "BEGIN IMMEDIATE");
      for (const Table& table : tables) write(to.get(), table);
      exec(to.get(), "COMMIT");
    }));
  }
  std::size_t rows = 0;
  for (const Table& table : tables) rows += table.rows.size();
  std::printf("{\"rows\":%zu,\"seconds\":%.6f}\n", rows, median(times));
  return 0;
}

}  // namespace xinqiao::bench
