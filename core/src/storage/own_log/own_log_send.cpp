#include "storage/own_log/own_log.h"
#include "wire/bundle.h"

namespace xinqiao {

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
    out.batch.set_signature(end.signature());
  }
  XQ_ASSIGN(auto query, connection_.prepare("SELECT seq, id, sealed FROM changes WHERE batch = ?1 ORDER BY seq"));
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

Result<std::vector<OwnLog::Outgoing>> OwnLog::outgoing(std::size_t max_bytes) {
  std::vector<std::uint64_t> chosen;
  {
    XQ_ASSIGN(auto query,
              connection_.prepare(
                  "SELECT first_seq, bytes FROM batches WHERE answered = 0 AND count > 0 ORDER BY first_seq"));
    std::uint64_t total = 0;
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      total += query.uint64(1);
      if (!chosen.empty() && total > max_bytes) break;
      chosen.push_back(query.uint64(0));
    }
  }
  std::vector<Outgoing> out;
  if (chosen.empty()) return out;
  // What has been sent never grows: the answer is for exactly these bytes.
  XQ_ASSIGN(auto freeze, connection_.prepare("UPDATE batches SET frozen = 1 WHERE frozen = 0 AND first_seq <= ?1"));
  XQ_TRY(freeze.bind(1, chosen.back()).run());
  for (const std::uint64_t first_seq : chosen) {
    XQ_ASSIGN(auto batch, read_batch(first_seq));
    out.push_back(std::move(batch));
  }
  return out;
}

Result<bool> OwnLog::has_unanswered() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM batches WHERE answered = 0 AND count > 0 LIMIT 1"));
  return query.step();
}

Status OwnLog::answered(std::uint64_t first_seq, BytesView receipt) {
  XQ_ASSIGN(auto query,
            connection_.prepare("UPDATE batches SET answered = 1, frozen = 1, receipt = ?2 WHERE first_seq = ?1"));
  return query.bind(1, first_seq).bind_blob(2, receipt).run();
}

Status OwnLog::send_again_from(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE batches SET answered = 0 WHERE first_seq + count > ?1"));
  return query.bind(1, seq).run();
}

Status OwnLog::send_again_beyond(std::uint64_t org_seq) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE batches SET answered = 0 WHERE answered = 1 AND first_seq IN "
                                            "(SELECT batch FROM changes WHERE org_seq > ?1)"));
  return query.bind(1, org_seq).run();
}

}  // namespace xinqiao
