// Jumps over what is missing, and the batches that wait behind it.
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {

Result<std::vector<Jump>> SqliteSession::jumps(std::int64_t incarnation) {
  XQ_ASSIGN(auto query, db_.query("SELECT first, last, chain FROM jumps WHERE incarnation = ? ORDER BY last"));
  query.bind(incarnation);
  std::vector<Jump> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.number(0), query.number(1), Bytes(query.bytes(2))});
  }
}

Result<std::vector<HeldBatch>> SqliteSession::held(std::uint32_t device) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT no, incarnation, first_seq, count, parent, before, chain, since, length(bytes)"
                      " FROM held WHERE device = ? ORDER BY first_seq, no"));
  query.bind(device);
  std::vector<HeldBatch> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    HeldBatch batch;
    batch.no = query.integer(0);
    batch.device = device;
    batch.incarnation = query.id(1);
    batch.first_seq = query.number(2);
    batch.count = query.number32(3);
    batch.parent = query.id(4);
    batch.before = query.bytes(5);
    batch.chain = query.bytes(6);
    batch.since_ms = query.integer(7);
    batch.size = query.number(8);
    out.push_back(std::move(batch));
  }
}

Result<std::vector<Bytes>> SqliteSession::held_bytes(std::span<const std::int64_t> numbers) {
  XQ_ASSIGN(auto query, db_.query("SELECT bytes FROM held WHERE no = ?"));
  std::vector<Bytes> out;
  for (const std::int64_t no : numbers) {
    XQ_ASSIGN(const bool found, query.bind(no).step());
    if (!found) return Error{ErrorCode::kNotFound, "store: no such held batch"};
    out.emplace_back(query.bytes(0));
    query.again();
  }
  return out;
}

Result<std::uint32_t> SqliteSession::held_device(const Id& incarnation) {
  XQ_ASSIGN(auto query, db_.query("SELECT device FROM held WHERE incarnation = ? LIMIT 1"));
  XQ_ASSIGN(const bool found, query.bind(incarnation).step());
  return found ? query.number32(0) : 0;
}

Result<std::vector<std::uint32_t>> SqliteSession::devices_held() {
  XQ_ASSIGN(auto query, db_.query("SELECT DISTINCT device FROM held ORDER BY device"));
  std::vector<std::uint32_t> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back(query.number32(0));
  }
}

Status SqliteSession::write_gaps(const WriteSet& set) {
  XQ_ASSIGN(auto forget, db_.query("DELETE FROM jumps WHERE incarnation = ? AND last = ?"));
  XQ_ASSIGN(auto jump, db_.query("INSERT INTO jumps (incarnation, last, first, chain) VALUES (?, ?, ?, ?)"));
  for (const auto& [no, one] : set.jumps) {
    XQ_TRY(forget.bind(no).bind(one.last).run());
    if (one.first <= one.last) XQ_TRY(jump.bind(no).bind(one.last).bind(one.first).bind_blob(one.chain).run());
  }
  XQ_ASSIGN(auto hold, db_.query("INSERT OR REPLACE INTO held (device, incarnation, first_seq, count, parent, before,"
                                 " chain, since, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const HeldBatch& batch : set.held) {
    hold.bind(batch.device).bind(batch.incarnation).bind(batch.first_seq).bind(batch.count);
    batch.parent.is_nil() ? hold.bind_null() : hold.bind(batch.parent);
    XQ_TRY(hold.bind_blob(batch.before).bind_blob(batch.chain).bind(batch.since_ms).bind_blob(batch.bytes).run());
  }
  XQ_ASSIGN(auto drop, db_.query("DELETE FROM held WHERE no = ?"));
  for (const std::int64_t no : set.not_held) XQ_TRY(drop.bind(no).run());
  return {};
}

}  // namespace xinqiao::server
