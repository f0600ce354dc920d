#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sqlite/sqlite_db.h"

namespace xinqiao::server {

// The numbered files of store/schema, in order; written by embed_sql.cmake.
const std::vector<std::string_view>& control_migrations();
const std::vector<std::string_view>& organisation_migrations();

// Brings a file to the newest schema: each file in a transaction of its own, counted in user_version.
// kRefused when the file was written by a newer program.
Status migrate(Database& db, const std::vector<std::string_view>& migrations);

}  // namespace xinqiao::server
