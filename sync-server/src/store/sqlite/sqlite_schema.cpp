#include "store/sqlite/sqlite_schema.h"

#include <string>

namespace xinqiao::server {
namespace {

Result<std::size_t> version_of(Database& db) {
  XQ_ASSIGN(auto query, db.query("PRAGMA user_version"));
  XQ_TRY(query.step());
  return static_cast<std::size_t>(query.integer(0));
}

// Another process may migrate at the same moment: the version is read again under the lock.
Status apply(Database& db, std::string_view sql, std::size_t number) {
  XQ_TRY(db.execute("BEGIN IMMEDIATE"));
  const auto version = version_of(db);
  Status status = version.ok() ? Status() : Status(version.error());
  if (version.ok() && *version < number) {
    status = db.execute(std::string(sql) + ";PRAGMA user_version=" + std::to_string(number));
  }
  if (status.ok()) status = db.execute("COMMIT");
  if (!status.ok() && db.in_transaction()) (void)db.execute("ROLLBACK");
  return status;
}

}  // namespace

Status migrate(Database& db, const std::vector<std::string_view>& migrations) {
  XQ_ASSIGN(const auto version, version_of(db));
  if (version > migrations.size()) {
    return Error{ErrorCode::kRefused, "the data folder was written by a newer version of this program; update it"};
  }
  for (std::size_t number = version + 1; number <= migrations.size(); ++number) {
    XQ_TRY(apply(db, migrations[number - 1], number));
  }
  return {};
}

}  // namespace xinqiao::server
