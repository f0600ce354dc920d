// Records by id and in order of page_seq: index ranges, never a scan.
#include <algorithm>

#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {
namespace {

StoredRecord stored(const Query& row) {
  StoredRecord record;
  record.no = row.integer(0);
  record.id = row.id(1);
  record.kind = row.number32(2);
  record.shelf = row.bytes(3);
  record.concern = row.id(4);
  record.confidential = row.integer(5) != 0;
  record.author = row.id(6);
  record.owner = row.id(7);
  record.created_seq = row.number(8);
  record.seq = row.number(9);
  record.visible_seq = row.number(10);
  record.state = row.bytes(11);
  return record;
}

Status collect(Query& query, std::vector<PageEntry>& out) {
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return {};
    out.push_back({query.number(0), query.integer(1)});
  }
}

}  // namespace

Result<std::vector<StoredRecord>> SqliteSession::records(std::span<const Id> ids) {
  XQ_ASSIGN(auto query, db_.query("SELECT no, id, kind, shelf, concern, confidential, author, owner, created_seq, seq,"
                                  " visible_seq, state FROM records WHERE id = ?"));
  std::vector<StoredRecord> out;
  for (const Id& id : ids) {
    XQ_ASSIGN(const bool found, query.bind(id).step());
    if (found) out.push_back(stored(query));
    query.again();
  }
  return out;
}

Result<std::vector<PageEntry>> SqliteSession::page(std::uint64_t after, std::size_t limit) {
  XQ_ASSIGN(auto query, db_.query("SELECT page_seq, no FROM records WHERE page_seq > ? ORDER BY page_seq, no LIMIT ?"));
  query.bind(after).bind(static_cast<std::uint64_t>(limit));
  std::vector<PageEntry> out;
  XQ_TRY(collect(query, out));
  return out;
}

// Each shelf's first `limit`, of which the first `limit` of all are kept.
Result<std::vector<PageEntry>> SqliteSession::page(std::span<const ShelfRange> ranges, std::size_t limit) {
  XQ_ASSIGN(auto query, db_.query("SELECT page_seq, no FROM records WHERE shelf = ? AND page_seq > ?"
                                  " ORDER BY page_seq, no LIMIT ?"));
  std::vector<PageEntry> out;
  for (const ShelfRange& range : ranges) {
    query.bind_blob(range.shelf).bind(range.after).bind(static_cast<std::uint64_t>(limit));
    XQ_TRY(collect(query, out));
    query.again();
  }
  std::sort(out.begin(), out.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<std::vector<StoredRecord>> SqliteSession::rows(std::span<const PageEntry> entries) {
  XQ_ASSIGN(auto query, db_.query("SELECT no, id, kind, shelf, concern, confidential, author, owner, created_seq, seq,"
                                  " visible_seq, state FROM records WHERE no = ?"));
  std::vector<StoredRecord> out;
  out.reserve(entries.size());
  for (const PageEntry& entry : entries) {
    XQ_ASSIGN(const bool found, query.bind(entry.no).step());
    if (!found) return Error{ErrorCode::kCorrupt, "store: a record of a page is gone"};
    out.push_back(stored(query));
    query.again();
  }
  return out;
}

}  // namespace xinqiao::server
