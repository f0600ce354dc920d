#pragma once

#include "storage/sqlite/sqlite.h"

namespace xinqiao::sqlite {

// Rows of a damaged table: past a page that cannot be read it goes on from a greater rowid. `sql` selects the rows
// from rowid ?1 to below ?2 by rowid, which is its first column, and should say NOT INDEXED. `each` gets every row
// that can be read. Errors other than of reading are the caller's.
template <typename Each>
Status scan_past_damage(Connection& connection, Sql sql, std::uint64_t from, std::uint64_t to, const Each& each) {
  XQ_ASSIGN(auto query, connection.prepare(sql));
  while (from < to) {
    query.reset();
    query.bind(1, from).bind(2, to);
    for (;;) {
      const auto more = query.step();
      if (!more.ok() && more.error().code != ErrorCode::kCorrupt && more.error().code != ErrorCode::kIo) {
        return more.error();
      }
      if (!more.ok()) break;
      if (!*more) return {};
      from = query.uint64(0) + 1;
      each(query);
    }
    ++from;
  }
  return {};
}

}  // namespace xinqiao::sqlite
