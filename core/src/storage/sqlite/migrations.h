#pragma once

#include "storage/sqlite/sqlite.h"

namespace xinqiao {

// Brings a file to this program's schema, one numbered step (schema/*.sql) a transaction.
// kRefused when the file was written by a newer program; its unsent work can still be rescued.
Status migrate(sqlite::Connection& connection);

}  // namespace xinqiao
