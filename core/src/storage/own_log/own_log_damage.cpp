// What of the own log cannot be read any more. The rest goes on without it.
#include <algorithm>

#include "storage/own_log/own_log.h"

namespace xinqiao {

Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> OwnLog::unanswered(std::uint64_t before) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT first_seq, bytes FROM batches WHERE answered = 0 AND count > 0 AND "
                                            "first_seq < ?1 ORDER BY first_seq"));
  query.bind(1, before);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.emplace_back(query.uint64(0), query.uint64(1));
  }
}

Result<bool> OwnLog::can_be_read(std::uint64_t first_seq) {
  const auto batch = read_batch(first_seq);
  if (!batch.ok() && batch.error().code != ErrorCode::kCorrupt) return batch.error();
  return batch.ok();
}

Result<bool> OwnLog::has_sendable(bool past_damage) {
  XQ_ASSIGN(const auto waiting, unanswered(kAll));
  for (const auto& [first_seq, bytes] : waiting) {
    XQ_ASSIGN(const bool readable, can_be_read(first_seq));
    if (readable) return true;
    if (!past_damage) return false;
  }
  return false;
}

Result<std::vector<std::uint64_t>> OwnLog::damaged_before(std::uint64_t first_seq) {
  XQ_ASSIGN(const auto waiting, unanswered(first_seq));
  std::vector<std::uint64_t> out;
  for (const auto& [start, bytes] : waiting) {
    XQ_ASSIGN(const bool readable, can_be_read(start));
    if (!readable) out.push_back(start);
  }
  return out;
}

Result<OwnLog::Stuck> OwnLog::stuck() {
  Stuck stuck;
  XQ_ASSIGN(const auto batches, damaged_before(kAll));
  if (batches.empty()) return stuck;
  XQ_ASSIGN(auto query, connection_.prepare("SELECT count FROM batches WHERE first_seq = ?1"));
  for (const std::uint64_t first_seq : batches) {
    XQ_TRY(query.bind(1, first_seq).step());
    stuck.damaged += query.uint64(0);
    query.reset();
  }
  XQ_ASSIGN(const auto counts, counts());
  stuck.behind = counts.unanswered - stuck.damaged;
  return stuck;
}

Result<std::vector<OwnLog::Unreadable>> OwnLog::damaged() {
  std::vector<Unreadable> out;
  XQ_ASSIGN(const auto batches, damaged_before(kAll));
  for (const std::uint64_t first_seq : batches) {
    XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, record FROM changes WHERE seq >= ?1 AND seq < ?1 + "
                                              "(SELECT count FROM batches WHERE first_seq = ?1) ORDER BY seq"));
    query.bind(1, first_seq);
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      out.push_back({query.uint64(0), Id::from_bytes(query.blob(1))});
    }
  }
  return out;
}

Result<std::vector<OwnLog::Unreadable>> OwnLog::damaged_accepted(std::uint64_t org_seq) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM verdicts JOIN changes USING (seq) "
                                            "WHERE state = 1 AND org_seq <= ?1 ORDER BY org_seq"));
  query.bind(1, org_seq);
  std::vector<Unreadable> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    const auto own = read(query);
    if (!own.ok() && own.error().code != ErrorCode::kCorrupt) return own.error();
    if (!own.ok()) out.push_back({query.uint64(0), Id::from_bytes(query.blob(2))});
  }
}

Result<bool> OwnLog::has_any(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM own WHERE record = ?1 AND state <> 9 LIMIT 1"));
  return query.bind_blob(1, record.bytes()).step();
}

// What a later change of the record writes anyway is left to it, since that has seen this.
Result<std::vector<Change>> OwnLog::give_up(std::uint64_t first_seq) {
  std::vector<OwnChange> rest;
  {
    XQ_ASSIGN(auto query,
              connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                  "FROM waiting WHERE batch = ?1 ORDER BY seq"));
    query.bind(1, first_seq);
    XQ_ASSIGN(rest, read_all(query));
  }
  std::vector<Change> out;
  out.reserve(rest.size());
  for (OwnChange& own : rest) {
    XQ_ASSIGN(const auto all, all_of(own.change.record));
    Change change = own.change;
    std::erase_if(change.groups, [&](const TouchedGroup& group) {
      return std::ranges::any_of(all, [&](const OwnChange& later) {
        return later.seq > own.seq && std::ranges::any_of(later.change.groups, [&](const TouchedGroup& touched) {
                 return touched.number == group.number;
               });
      });
    });
    if (change.groups.empty() && change.kind == 0) continue;
    if (change.groups.empty()) change.groups = own.change.groups;
    change.transaction = 0;
    out.push_back(std::move(change));
  }
  XQ_ASSIGN(auto changes, connection_.prepare("INSERT INTO verdicts SELECT seq, 9, 0, 0, effective FROM waiting "
                                              "WHERE batch = ?1 ON CONFLICT (seq) DO UPDATE SET state = 9"));
  XQ_TRY(changes.bind(1, first_seq).run());
  XQ_ASSIGN(auto batch, connection_.prepare("UPDATE batches SET answered = 2, frozen = 1 WHERE first_seq = ?1"));
  XQ_TRY(batch.bind(1, first_seq).run());
  return out;
}

}  // namespace xinqiao
