#include "storage/sqlite/migrations.h"

#include "storage/schema_sql.h"  // generated from schema/*.sql

namespace xinqiao {

Status migrate(sqlite::Connection& connection) {
  std::int64_t version = 0;
  {
    XQ_ASSIGN(auto query, connection.prepare("PRAGMA user_version"));
    XQ_TRY(query.step());
    version = query.int64(0);
  }
  constexpr auto kNewest = static_cast<std::int64_t>(std::size(kSchemaSteps));
  if (version > kNewest) {
    return Error{
        ErrorCode::kRefused,
        "数据由更新版本的程序写成，请升级程序；未上传的记录可用 rescue 取出 / the data was written by a newer program: "
        "update this one; unsent work can be taken out with `rescue`"};
  }
  for (; version < kNewest; ++version) {
    XQ_ASSIGN(auto transaction, sqlite::Transaction::begin(connection));
    XQ_TRY(connection.exec(kSchemaSteps[version]));
    XQ_TRY(connection.exec(("PRAGMA user_version = " + std::to_string(version + 1)).c_str()));
    XQ_TRY(transaction.commit());
  }
  return {};
}

}  // namespace xinqiao
