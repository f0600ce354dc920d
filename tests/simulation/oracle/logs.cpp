#include "simulation/oracle/logs.h"

#include <functional>

namespace xinqiao::simulation {
namespace {

Id id_at(sqlite3_stmt* row, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
  return Id::from_bytes(bytes == nullptr ? BytesView() : BytesView(bytes, size));
}

std::uint64_t number_at(sqlite3_stmt* row, int column) {
  return static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
}

// False when the file or the statement fails.
bool read_rows(Machine& machine, const std::string& file, const char* sql,
               const std::function<void(sqlite3_stmt*)>& each) {
  Machine reader(machine.files().copy());
  sqlite3* db = nullptr;
  sqlite3_stmt* rows = nullptr;
  int code = sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, reader.disk().sqlite_vfs);
  if (code == SQLITE_OK) code = sqlite3_prepare_v2(db, sql, -1, &rows, nullptr);
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(rows);
    if (code == SQLITE_ROW) each(rows);
  }
  sqlite3_finalize(rows);
  reader.kill();  // closing moves the log's pages into the file; of a copy nobody needs that
  sqlite3_close(db);
  return code == SQLITE_DONE;
}

}  // namespace

std::optional<std::vector<OwnRow>> read_own_log(Machine& machine, const std::string& folder) {
  std::vector<OwnRow> out;
  const bool read =
      read_rows(machine, folder + "/xinqiao.db",
                "SELECT id, record, state, reason, effective, frozen FROM own JOIN batches ON first_seq = batch"
                " ORDER BY seq",
                [&](sqlite3_stmt* row) {
                  out.push_back({number_at(row, 0), id_at(row, 1), sqlite3_column_int(row, 2),
                                 sqlite3_column_int(row, 3), number_at(row, 4), sqlite3_column_int(row, 5) != 0});
                });
  return read ? std::optional(std::move(out)) : std::nullopt;
}

bool holds_merged(Machine& machine, const std::string& folder, const Id& record) {
  bool holds = false;
  read_rows(machine, folder + "/xinqiao.db", "SELECT id FROM records WHERE state IS NOT NULL",
            [&](sqlite3_stmt* row) { holds = holds || id_at(row, 0) == record; });
  return holds;
}

std::optional<ServerLog> read_server_log(Machine& machine, const std::string& folder) {
  ServerLog out;
  const char* sql =
      "SELECT change, record, verdict, organisation_seq, effective, replaced, device IS NULL, reason FROM log"
      " JOIN incarnations ON no = incarnation";
  const bool read = read_rows(machine, folder + "/org-1.db", sql, [&](sqlite3_stmt* row) {
    out[number_at(row, 0)] = {id_at(row, 1),
                              sqlite3_column_int(row, 2),
                              number_at(row, 3),
                              number_at(row, 4),
                              sqlite3_column_int(row, 5) != 0,
                              sqlite3_column_int(row, 6) != 0,
                              sqlite3_column_int(row, 7)};
  });
  return read ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace xinqiao::simulation
