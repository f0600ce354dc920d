#include <algorithm>

#include "base/limits.h"
#include "merge/replaces.h"
#include "storage/own_log/own_log.h"
#include "wire/bundle.h"
#include "wire/change_codec.h"

namespace xinqiao {

// Of what is read here some may be damaged: it is left out, and damaged() tells.
// Columns: seq, id, record, batch, sealed, state, reason, org_seq, effective.
Result<OwnChange> OwnLog::read(sqlite::Statement& query) {
  OwnChange own;
  own.seq = query.uint64(0);
  const std::uint64_t first_seq = query.uint64(3);
  XQ_ASSIGN(const auto* header, kept_header(first_seq));
  const Id incarnation = Id::from_bytes(header->header().incarnation());
  const auto index = static_cast<std::uint32_t>(own.seq - first_seq);
  XQ_ASSIGN(const auto bytes,
            crypto::open(header->key(), query.blob(4), wire::sealed_change_binding(incarnation, first_seq, index)));
  v1::Change packed;
  if (!packed.ParseFromString(bytes)) return Error{ErrorCode::kCorrupt, "an own change does not parse"};
  XQ_ASSIGN(own.change,
            wire::expand(packed, {Id::from_bytes(header->header().author()), header->header().base_ms()}, nullptr));
  own.change.id = query.uint64(1);
  own.state = static_cast<OwnState>(query.int64(5));
  own.reason = static_cast<std::uint32_t>(query.int64(6));
  own.org_seq = query.uint64(7);
  if (query.int64(8) != 0) own.change.effective = query.uint64(8);
  return own;
}

Result<std::vector<OwnChange>> OwnLog::read_all(sqlite::Statement& query) {
  std::vector<OwnChange> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    auto own = read(query);
    if (!own.ok() && own.error().code != ErrorCode::kCorrupt) return own.error();
    if (own.ok()) out.push_back(*std::move(own));
  }
}

Result<std::vector<OwnChange>> OwnLog::overlay(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM own WHERE record = ?1 AND state IN (0, 1, 8) ORDER BY seq"));
  query.bind_blob(1, record.bytes());
  XQ_ASSIGN(auto list, read_all(query));
  std::erase_if(list, [](const OwnChange& own) { return is_letting_go(own.change); });
  return list;
}

Result<std::map<Id, std::vector<OwnChange>>> OwnLog::overlay_of_all() {
  std::map<Id, std::vector<OwnChange>> out;
  for (const sqlite::Sql sql : {sqlite::Sql("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM waiting"),
                                sqlite::Sql("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM verdicts JOIN changes USING (seq) WHERE state = 1"),
                                sqlite::Sql("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM verdicts JOIN changes USING (seq) WHERE state >= 3 AND state = 8")}) {
    XQ_ASSIGN(auto query, connection_.prepare(sql));
    XQ_ASSIGN(auto list, read_all(query));
    for (OwnChange& own : list) {
      if (!is_letting_go(own.change)) out[own.change.record].push_back(std::move(own));
    }
  }
  for (auto& [record, list] : out) {
    std::sort(list.begin(), list.end(), [](const OwnChange& a, const OwnChange& b) { return a.seq < b.seq; });
  }
  return out;
}

Result<std::vector<OwnChange>> OwnLog::all_of(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM own WHERE record = ?1 ORDER BY seq"));
  query.bind_blob(1, record.bytes());
  return read_all(query);
}

Result<std::optional<OwnChange>> OwnLog::at(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM own WHERE seq = ?1"));
  query.bind(1, seq);
  XQ_ASSIGN(auto list, read_all(query));
  return list.empty() ? std::optional<OwnChange>() : std::move(list.front());
}

Result<OwnLog::AcceptedPart> OwnLog::accepted_up_to(std::uint64_t org_seq,
                                                    std::pair<std::uint64_t, std::uint64_t> after) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM verdicts JOIN changes USING (seq) WHERE state = 1 AND org_seq <= ?1 "
                                            "AND (org_seq, seq) > (?2, ?3) ORDER BY org_seq, seq LIMIT ?4"));
  query.bind(1, org_seq).bind(2, after.first).bind(3, after.second).bind(4, kAcceptedPart);
  AcceptedPart part{{}, after, false};
  std::uint32_t rows = 0;
  for (;; ++rows) {
    XQ_ASSIGN(const bool found, query.step());
    if (!found) break;
    part.last = {query.uint64(7), query.uint64(0)};
    auto own = read(query);
    if (!own.ok() && own.error().code != ErrorCode::kCorrupt) return own.error();
    if (own.ok()) part.changes.push_back(*std::move(own));
  }
  part.more = rows == kAcceptedPart;
  return part;
}

Result<std::vector<OwnChange>> OwnLog::refused(std::uint32_t limit) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, record, batch, sealed, state, reason, org_seq, effective "
                                            "FROM verdicts JOIN changes USING (seq) "
                                            "WHERE state >= 3 AND state NOT IN (7, 9) ORDER BY seq LIMIT ?1"));
  query.bind(1, limit);
  return read_all(query);
}

Result<std::vector<v1::HeldRun>> OwnLog::held(const Id& incarnation, std::uint64_t passed) {
  std::vector<v1::HeldRun> runs;
  XQ_ASSIGN(auto query, connection_.prepare(
                            "SELECT seq, id, batch FROM verdicts INDEXED BY verdicts_accepted JOIN changes USING (seq) "
                            "WHERE state = 1 AND org_seq > ?1 ORDER BY seq"));
  query.bind(1, passed);
  std::uint64_t batch = 0;
  bool of_it = false;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return runs;
    if (query.uint64(2) != batch) {
      batch = query.uint64(2);
      const auto header = this->header(batch);
      of_it = header.ok() && Id::from_bytes(header->header().incarnation()) == incarnation;
    }
    if (!of_it) continue;
    const std::uint64_t seq = query.uint64(0);
    if (runs.empty() || runs.back().last() + 1 != seq) {
      if (runs.size() == limits::kHeldRuns) return runs;
      runs.emplace_back().set_first(seq);
    }
    runs.back().set_last(seq);
    runs.back().set_id(query.uint64(1));
  }
}

Status OwnLog::mark(std::uint64_t seq, OwnState state, std::uint32_t reason, std::uint64_t org_seq, Stamp effective) {
  XQ_ASSIGN(auto query,
            connection_.prepare("INSERT INTO verdicts VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (seq) DO UPDATE SET "
                                "state = CASE WHEN state = 7 AND ?2 >= 3 THEN 7 "
                                "WHEN state = 2 AND ?2 = 1 AND org_seq = ?4 THEN 2 ELSE ?2 END, "
                                "reason = ?3, org_seq = ?4, effective = ?5"));
  return query.bind(1, seq).bind(2, static_cast<int>(state)).bind(3, reason).bind(4, org_seq).bind(5, effective).run();
}

Status OwnLog::note_not_replaced(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE verdicts SET state = 3 WHERE seq = ?1 AND state = 7"));
  return query.bind(1, seq).run();
}

Status OwnLog::settle(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE verdicts SET state = 2 WHERE seq = ?1 AND state = 1"));
  return query.bind(1, seq).run();
}

Result<bool> OwnLog::has_refused(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM own WHERE record = ?1 "
                                            "AND state >= 3 AND state NOT IN (7, 9) LIMIT 1"));
  return query.bind_blob(1, record.bytes()).step();
}

Result<bool> OwnLog::may_have_arrived(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM own JOIN batches ON first_seq = batch "
                                            "WHERE record = ?1 AND state = 0 AND frozen = 1 LIMIT 1"));
  return query.bind_blob(1, record.bytes()).step();
}

Result<OwnLog::Counts> OwnLog::counts() {
  Counts counts;
  XQ_ASSIGN(auto refused, connection_.prepare("SELECT count(DISTINCT record) FROM verdicts JOIN changes USING (seq) "
                                              "WHERE state >= 3 AND state NOT IN (7, 9)"));
  XQ_TRY(refused.step());
  counts.refused = refused.uint64(0);
  XQ_ASSIGN(auto unanswered, connection_.prepare("SELECT coalesce(sum(count), 0) FROM batches WHERE answered = 0"));
  XQ_TRY(unanswered.step());
  counts.unanswered = unanswered.uint64(0);
  // The changes themselves are large, and are not looked at.
  XQ_ASSIGN(auto judged, connection_.prepare("SELECT count(*) FROM batches CROSS JOIN verdicts ON seq >= first_seq AND "
                                             "seq < first_seq + count WHERE answered = 0 AND state <> 0"));
  XQ_TRY(judged.step());
  counts.waiting = counts.unanswered - judged.uint64(0);
  return counts;
}

Result<bool> OwnLog::waits(const Id& record, ChangeId id) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM own WHERE record = ?1 AND id = ?2 AND state = 0"));
  return query.bind_blob(1, record.bytes()).bind(2, id).step();
}

}  // namespace xinqiao
