// The log, the records and the chains, as a push asks for them.
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {
namespace {

LoggedChange logged(const Query& row) {
  LoggedChange change;
  change.incarnation = row.integer(0);
  change.seq = row.number(1);
  change.chain = row.bytes(2);
  change.id = row.number(3);
  change.record = row.id(4);
  change.organisation_seq = row.number(5);
  change.verdict = row.number32(6);
  change.reason = row.number32(7);
  change.field = row.number32(8);
  change.effective = row.number(9);
  change.begins = row.integer(10) != 0;
  change.replaced = row.integer(11) != 0;
  change.amended_seq = row.number(12);
  change.why = Bytes(row.bytes(13));
  return change;
}

Result<std::vector<LoggedChange>> all_logged(Query& query) {
  std::vector<LoggedChange> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back(logged(query));
  }
}

}  // namespace

Result<std::uint64_t> SqliteSession::last_seq() {
  XQ_ASSIGN(auto query, db_.query("SELECT last_seq FROM counter"));
  XQ_TRY(query.step());
  return query.number(0);
}

Result<std::optional<Incarnation>> SqliteSession::incarnation(const Id& id) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT no, device, parent, parent_seq, tip_seq, tip_chain FROM incarnations WHERE id = ?"));
  XQ_ASSIGN(const bool found, query.bind(id).step());
  if (!found) return std::optional<Incarnation>();
  Incarnation incarnation{
      query.integer(0),     id, query.number32(1), query.integer(2), query.number(3), query.number(4),
      Bytes(query.bytes(5))};
  XQ_ASSIGN(incarnation.jumps, jumps(incarnation.no));
  return std::optional(std::move(incarnation));
}

Result<std::uint32_t> SqliteSession::count_incarnations(std::uint32_t device) {
  XQ_ASSIGN(auto query, db_.query("SELECT count(*) FROM incarnations WHERE device = ?"));
  XQ_TRY(query.bind(device).step());
  return query.number32(0);
}

Result<std::int64_t> SqliteSession::newest_incarnation(std::uint32_t device) {
  XQ_ASSIGN(auto query, db_.query("SELECT coalesce(max(no), 0) FROM incarnations WHERE device = ?"));
  XQ_TRY(query.bind(device).step());
  return query.integer(0);
}

Result<std::vector<LoggedChange>> SqliteSession::log(std::int64_t incarnation, std::uint64_t first,
                                                     std::uint64_t last) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                      " effective, begins, replaced, amended, why FROM log WHERE incarnation = ? AND seq BETWEEN ? AND "
                      "? ORDER BY seq"));
  query.bind(incarnation).bind(first).bind(last);
  return all_logged(query);
}

Result<std::optional<StoredBatch>> SqliteSession::batch(std::int64_t incarnation, std::uint64_t first_seq,
                                                        std::uint32_t count) {
  XQ_ASSIGN(
      auto query,
      db_.query("SELECT bytes, receipt, amended FROM batches WHERE incarnation = ? AND first_seq = ? AND count = ?"));
  XQ_ASSIGN(const bool found, query.bind(incarnation).bind(first_seq).bind(count).step());
  if (!found) return std::optional<StoredBatch>();
  return std::optional(
      StoredBatch{incarnation, first_seq, count, Bytes(query.bytes(0)), Bytes(query.bytes(1)), query.number(2)});
}

Result<std::optional<StoredBatch>> SqliteSession::batch_holding(std::int64_t incarnation, std::uint64_t seq) {
  XQ_ASSIGN(auto query, db_.query("SELECT first_seq, count, bytes, receipt, amended FROM batches"
                                  " WHERE incarnation = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1"));
  XQ_ASSIGN(const bool found, query.bind(incarnation).bind(seq).step());
  if (!found || query.number(0) + query.number(1) <= seq) return std::optional<StoredBatch>();
  return std::optional(StoredBatch{incarnation, query.number(0), query.number32(1), Bytes(query.bytes(2)),
                                   Bytes(query.bytes(3)), query.number(4)});
}

Result<std::uint64_t> SqliteSession::batch_start(std::int64_t incarnation, std::uint64_t seq) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT coalesce(max(first_seq), 1) FROM batches WHERE incarnation = ? AND first_seq <= ?"));
  XQ_TRY(query.bind(incarnation).bind(seq).step());
  return query.number(0);
}

Result<std::vector<LoggedChange>> SqliteSession::changes(std::span<const ChangeId> ids) {
  // Should it stand under two incarnations, the rows say the same.
  XQ_ASSIGN(auto query,
            db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                      " effective, begins, replaced, amended, why FROM log WHERE change = ? LIMIT 1"));
  std::vector<LoggedChange> out;
  for (const ChangeId id : ids) {
    XQ_ASSIGN(const bool found, query.bind(id).step());
    if (found) out.push_back(logged(query));
    query.again();
  }
  return out;
}

Result<std::vector<LoggedChange>> SqliteSession::places(ChangeId id) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                      " effective, begins, replaced, amended, why FROM log WHERE change = ? ORDER BY incarnation"));
  query.bind(id);
  return all_logged(query);
}

Result<bool> SqliteSession::has_refused(std::int64_t incarnation) {
  XQ_ASSIGN(auto query, db_.query("SELECT 1 FROM log INDEXED BY log_refused"
                                  " WHERE incarnation = ? AND verdict <> 1 AND replaced = 0 LIMIT 1"));
  return query.bind(incarnation).step();
}

Result<std::vector<LoggedChange>> SqliteSession::refused(std::int64_t incarnation, const Id& record,
                                                         std::size_t limit) {
  // Without the name the planner prefers the whole incarnation by the primary key.
  XQ_ASSIGN(auto query,
            db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                      " effective, begins, replaced, amended, why FROM log INDEXED BY log_refused"
                      " WHERE incarnation = ? AND record = ? AND verdict <> 1 AND replaced = 0 ORDER BY seq LIMIT ?"));
  query.bind(incarnation).bind(record).bind(static_cast<std::uint64_t>(limit));
  return all_logged(query);
}

Result<std::vector<LoggedChange>> SqliteSession::refused_by(std::uint32_t device, const Id& record, std::size_t limit) {
  return not_accepted(device, record, false, limit);
}

Result<std::vector<LoggedChange>> SqliteSession::untaken_by(std::uint32_t device, const Id& record, std::size_t limit) {
  return not_accepted(device, record, true, limit);
}

Result<std::vector<LoggedChange>> SqliteSession::not_accepted(std::uint32_t device, const Id& record,
                                                              bool also_replaced, std::size_t limit) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT l.incarnation, l.seq, l.chain, l.change, l.record, l.organisation_seq, l.verdict,"
                      " l.reason, l.field, l.effective, l.begins, l.replaced, l.amended, l.why"
                      " FROM incarnations i JOIN log l INDEXED BY log_refused ON l.incarnation = i.no"
                      " WHERE i.device = ? AND l.record = ? AND l.verdict <> 1 AND l.replaced <= ?"
                      " ORDER BY l.organisation_seq, l.seq LIMIT ?"));
  query.bind(device).bind(record).bind(also_replaced).bind(static_cast<std::uint64_t>(limit));
  return all_logged(query);
}

Result<std::vector<LoggedChange>> SqliteSession::accepted_by(std::uint32_t device, const Id& record,
                                                             std::uint64_t after, std::size_t limit) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT l.incarnation, l.seq, l.chain, l.change, l.record, l.organisation_seq, l.verdict,"
                      " l.reason, l.field, l.effective, l.begins, l.replaced, l.amended, l.why"
                      " FROM incarnations i JOIN log l ON l.incarnation = i.no"
                      " WHERE i.device = ? AND l.seq > ? AND l.record = ? AND l.verdict = 1"
                      " ORDER BY l.organisation_seq, l.seq LIMIT ?"));
  query.bind(device).bind(after).bind(record).bind(static_cast<std::uint64_t>(limit));
  return all_logged(query);
}

Result<std::vector<LoggedChange>> SqliteSession::unsettled_of(std::uint32_t device) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT l.incarnation, l.seq, l.chain, l.change, l.record, l.organisation_seq, l.verdict,"
                      " l.reason, l.field, l.effective, l.begins, l.replaced, l.amended, l.why"
                      " FROM incarnations i JOIN log l INDEXED BY log_refused ON l.incarnation = i.no"
                      " WHERE i.device = ? AND l.verdict <> 1 AND (l.reason = 19 OR l.replaced = 0)"
                      " ORDER BY l.organisation_seq, l.seq"));
  query.bind(device);
  return all_logged(query);
}

Result<std::vector<LoggedChange>> SqliteSession::awaiting(std::span<const Id> records) {
  std::vector<LoggedChange> out;
  {
    // Nearly always there is none at all, and a day's push creates thousands of records.
    XQ_ASSIGN(auto any,
              db_.query("SELECT 1 FROM log INDEXED BY log_awaiting WHERE reason = 8 AND replaced = 0 LIMIT 1"));
    XQ_ASSIGN(const bool found, any.step());
    if (!found) return out;
  }
  XQ_ASSIGN(auto query,
            db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                      " effective, begins, replaced, amended, why FROM log INDEXED BY log_awaiting"
                      " WHERE record = ? AND reason = 8 AND replaced = 0 ORDER BY organisation_seq, seq"));
  for (const Id& record : records) {
    query.bind(record);
    XQ_ASSIGN(auto rows, all_logged(query));
    std::ranges::move(rows, std::back_inserter(out));
    query.again();
  }
  return out;
}

Result<std::vector<LoggedChange>> SqliteSession::seen_held() {
  XQ_ASSIGN(
      auto query,
      db_.query("SELECT incarnation, seq, chain, change, record, organisation_seq, verdict, reason, field,"
                " effective, begins, replaced, amended, why FROM log WHERE reason = 3 ORDER BY organisation_seq"));
  return all_logged(query);
}

Result<std::vector<StoredBatch>> SqliteSession::amended(std::uint32_t device, std::uint64_t after, std::size_t limit) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT b.incarnation, b.first_seq, b.count, b.bytes, b.receipt, b.amended"
                      " FROM incarnations i JOIN batches b ON b.incarnation = i.no"
                      " WHERE i.device = ? AND b.amended > 0 AND b.amended > ? ORDER BY b.amended LIMIT ?"));
  query.bind(device).bind(after).bind(static_cast<std::uint64_t>(limit));
  std::vector<StoredBatch> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.integer(0), query.number(1), query.number32(2), Bytes(query.bytes(3)), Bytes(query.bytes(4)),
                   query.number(5)});
  }
}

}  // namespace xinqiao::server
