#include <algorithm>

#include "base/planted.h"
#include "merge/replaces.h"
#include "storage/own_log/own_log.h"
#include "wire/bundle.h"

namespace xinqiao {
namespace {

// Not by batch: a part of a split one keeps the receipt of the whole.
constexpr std::string_view kReceiptName = "receipt";

}  // namespace

Result<OwnLog::Outgoing> OwnLog::read_batch(std::uint64_t first_seq) {
  XQ_ASSIGN(const auto header, header(first_seq));
  const Id incarnation = Id::from_bytes(header.header().incarnation());
  Outgoing out;
  out.batch = header.header();
  {
    XQ_ASSIGN(auto query, connection_.prepare("SELECT end FROM batches WHERE first_seq = ?1"));
    XQ_TRY(query.bind(1, first_seq).step());
    XQ_ASSIGN(const auto bytes,
              crypto::open(header.key(), query.blob(0), wire::sealed_end_binding(incarnation, first_seq)));
    v1::BatchEnd end;
    if (!end.ParseFromString(bytes)) return Error{ErrorCode::kCorrupt, "an own batch's end does not parse"};
    out.chain = end.chain();
  }
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, sealed FROM changes WHERE seq >= ?1 AND seq < ?1 + "
                                            "(SELECT count FROM batches WHERE first_seq = ?1) ORDER BY seq"));
  query.bind(1, first_seq);
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) break;
    const std::uint64_t seq = query.uint64(0);
    const auto index = static_cast<std::uint32_t>(seq - first_seq);
    XQ_ASSIGN(const auto bytes,
              crypto::open(header.key(), query.blob(2), wire::sealed_change_binding(incarnation, first_seq, index)));
    if (!out.batch.add_changes()->ParseFromString(bytes))
      return Error{ErrorCode::kCorrupt, "an own change does not parse"};
    out.seqs.push_back(seq);
    out.ids.push_back(query.uint64(1));
  }
  return out;
}

Result<std::vector<OwnLog::Outgoing>> OwnLog::outgoing_behind(std::uint64_t seq, std::size_t max_bytes,
                                                              bool past_damage) {
  XQ_ASSIGN(const auto waiting, unanswered(kAll));
  std::vector<Outgoing> out;
  std::uint64_t total = 0;
  for (const auto& [first_seq, bytes] : waiting) {
    if (first_seq <= seq) continue;
    total += bytes;
    if (!out.empty() && total > max_bytes) break;
    auto batch = read_batch(first_seq);
    if (!batch.ok() && batch.error().code != ErrorCode::kCorrupt) return batch.error();
    if (!batch.ok()) {
      if (!out.empty() || !past_damage) break;
      max_bytes = 0;  // whether the server lets it by, one will show
      continue;
    }
    XQ_ASSIGN(batch->receipt, receipt_of(first_seq));
    out.push_back(*std::move(batch));
  }
  if (out.empty()) return out;
  // What has been sent never grows: the answer is for exactly these bytes.
  XQ_ASSIGN(auto freeze, connection_.prepare("UPDATE batches SET frozen = 1 WHERE frozen = 0 AND first_seq <= ?1"));
  XQ_TRY(freeze.bind(1, out.back().batch.first_seq()).run());
  return out;
}

Result<bool> OwnLog::has_batches() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM batches LIMIT 1"));
  return query.step();
}

Result<bool> OwnLog::has_unanswered() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM batches WHERE answered = 0 AND count > 0 LIMIT 1"));
  return query.step();
}

Status OwnLog::answered(std::uint64_t first_seq, BytesView receipt) {
  XQ_ASSIGN(auto query,
            connection_.prepare("UPDATE batches SET answered = 1, frozen = 1, receipt = ?2 WHERE first_seq = ?1"));
  const Bytes sealed = vault_.seal_named(kReceiptName, receipt);
  return query.bind(1, first_seq).bind_blob(2, sealed).run();
}

Status OwnLog::send_again_from(std::uint64_t seq) {
  if (planted(Bug::kTrimsWhenAnswered)) return {};
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE batches SET answered = 0 WHERE first_seq + count > ?1"));
  return query.bind(1, seq).run();
}

Status OwnLog::send_again_beyond(std::uint64_t org_seq) {
  if (planted(Bug::kTrimsWhenAnswered)) return {};
  const sqlite::Sql which = planted(Bug::kOnlyNewestGoesAgain)
                                ? sqlite::Sql(
                                      "UPDATE batches SET answered = 0 WHERE answered = 1 AND first_seq IN "
                                      "(SELECT max(batch) FROM own WHERE org_seq > ?1)")
                                : sqlite::Sql(
                                      "UPDATE batches SET answered = 0 WHERE answered = 1 AND first_seq IN "
                                      "(SELECT batch FROM verdicts JOIN changes USING (seq) WHERE org_seq > ?1)");
  XQ_ASSIGN(auto query, connection_.prepare(which));
  XQ_TRY(query.bind(1, org_seq).run());
  if (planted(Bug::kOnlyNewestGoesAgain)) return {};
  // Numbers beyond the cut are given anew, to others.
  XQ_ASSIGN(auto changes, connection_.prepare("UPDATE verdicts SET org_seq = 0, "
                                              "state = CASE WHEN state IN (1, 2) THEN 0 ELSE state END "
                                              "WHERE org_seq > ?1"));
  return changes.bind(1, org_seq).run();
}

Result<std::optional<v1::Receipt>> OwnLog::receipt_of(std::uint64_t first_seq) {
  std::optional<v1::Receipt> none;
  XQ_ASSIGN(auto query,
            connection_.prepare("SELECT receipt FROM batches WHERE first_seq = ?1 AND receipt IS NOT NULL"));
  XQ_ASSIGN(const bool found, query.bind(1, first_seq).step());
  if (!found) return none;
  const auto bytes = vault_.open_named(kReceiptName, query.blob(0));
  if (!bytes.ok()) return none;  // damaged: the server judges anew
  v1::Receipt receipt;
  if (!receipt.ParseFromString(*bytes)) return Error{ErrorCode::kCorrupt, "a receipt does not parse"};
  return receipt.outcome() == v1::OUTCOME_TAKEN ? std::optional(std::move(receipt)) : none;
}

Result<std::vector<OwnLog::Outgoing>> OwnLog::answered_batches(const Id& incarnation, std::uint64_t first_seq,
                                                               std::uint32_t count) {
  std::vector<std::uint64_t> starts;
  {
    XQ_ASSIGN(auto query, connection_.prepare("SELECT first_seq FROM batches WHERE first_seq >= ?1 AND first_seq < ?2 "
                                              "AND answered = 1 AND count > 0 ORDER BY first_seq"));
    query.bind(1, first_seq).bind(2, first_seq + count);
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      starts.push_back(query.uint64(0));
    }
  }
  std::vector<Outgoing> out;
  for (const std::uint64_t start : starts) {
    auto batch = read_batch(start);
    if (!batch.ok() && batch.error().code == ErrorCode::kCorrupt) continue;
    if (!batch.ok()) return batch.error();
    if (Id::from_bytes(batch->batch.incarnation()) == incarnation) out.push_back(*std::move(batch));
  }
  return out;
}

Result<std::string> OwnLog::why(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT batch FROM changes WHERE seq = ?1"));
  XQ_ASSIGN(const bool found, query.bind(1, seq).step());
  if (!found) return std::string();
  XQ_ASSIGN(const auto receipt, receipt_of(query.uint64(0)));
  if (!receipt) return std::string();
  for (const auto& at : receipt->verdicts()) {
    if (receipt->first_seq() + at.index() == seq) return at.why();
  }
  return std::string();
}

Result<bool> OwnLog::is_of_several(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT batch FROM changes WHERE seq = ?1"));
  XQ_ASSIGN(const bool found, query.bind(1, seq).step());
  if (!found) return false;
  const auto read = read_batch(query.uint64(0));
  if (!read.ok() && read.error().code == ErrorCode::kCorrupt) return true;  // nobody can tell
  if (!read.ok()) return read.error();
  const Outgoing& out = *read;
  for (std::size_t first = 0; first < out.seqs.size();) {
    const std::size_t count = std::max<std::uint32_t>(1, out.batch.changes(static_cast<int>(first)).transaction());
    if (seq >= out.seqs[first] && seq < out.seqs[first] + count) return count > 1;
    first += count;
  }
  return false;
}

Status OwnLog::note_replaced(const Id& record, bool exists) {
  XQ_ASSIGN(const auto own, all_of(record));
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE verdicts SET state = 7 WHERE seq = ?1"));
  for (auto refused = own.begin(); refused != own.end(); ++refused) {
    const bool awaits = refused->state == OwnState::kAwaiting;
    if (!is_refused(refused->state) && !awaits) continue;
    const bool replaced = std::any_of(refused + 1, own.end(), [&](const OwnChange& later) {
      return replaces(later.change, refused->change, exists) && (!awaits || ends_waiting(later.change));
    });
    if (!replaced) continue;
    // As the server has it: what was saved together is decided together, until it is sent back.
    XQ_ASSIGN(const bool with_others, is_of_several(refused->seq));
    if (with_others && refused->state != OwnState::kRejected) continue;
    XQ_TRY(update.bind(1, refused->seq).run());
    update.reset();
  }
  return {};
}

}  // namespace xinqiao
