#include "storage/own_log/own_log.h"
#include "wire/bundle.h"
#include "wire/chain.h"

namespace xinqiao {
namespace {

constexpr std::size_t kHeadersKept = 16;

Bytes header_name(std::uint64_t first_seq) { return "batch-" + std::to_string(first_seq); }

}  // namespace

OwnLog::Author author_of(const v1::Identity& identity, BytesView incarnation) {
  return {Id::from_bytes(identity.organisation_id()),
          Id::from_bytes(incarnation),
          Id::from_bytes(identity.person()),
          {identity.rescue_key(), identity.rescue_box(), identity.rescue_voucher()}};
}

Result<v1::SealedHeader> OwnLog::header(std::uint64_t first_seq) {
  XQ_ASSIGN(const auto* kept, kept_header(first_seq));
  return *kept;
}

Result<const v1::SealedHeader*> OwnLog::kept_header(std::uint64_t first_seq) {
  if (const auto found = headers_.find(first_seq); found != headers_.end()) return &found->second;
  XQ_ASSIGN(auto query, connection_.prepare("SELECT header FROM batches WHERE first_seq = ?1"));
  XQ_ASSIGN(const bool found, query.bind(1, first_seq).step());
  if (!found) return Error{ErrorCode::kCorrupt, "an own change without its batch"};
  XQ_ASSIGN(const auto bytes, vault_.open_named(header_name(first_seq), query.blob(0)));
  v1::SealedHeader header;
  if (!header.ParseFromString(bytes)) return Error{ErrorCode::kCorrupt, "an own batch's header does not parse"};
  if (headers_.size() >= kHeadersKept) headers_.clear();
  return &(headers_[first_seq] = std::move(header));
}

Status OwnLog::put_batch(const v1::SealedHeader& header, const Author& author) {
  const std::uint64_t first_seq = header.header().first_seq();
  const Bytes bytes = header.SerializeAsString();
  const Bytes key_box = wire::seal_header(author.rescue, bytes, random_);
  const Bytes sealed = vault_.seal_named(header_name(first_seq), bytes);
  headers_.erase(first_seq);
  XQ_ASSIGN(auto insert,
            connection_.prepare("INSERT INTO batches (first_seq, header, key_box, end, count, bytes, frozen, answered) "
                                "VALUES (?1, ?2, ?3, x'', 0, 0, 0, 0) ON CONFLICT (first_seq) DO UPDATE SET "
                                "header = excluded.header, key_box = excluded.key_box, answered = 0"));
  return insert.bind(1, first_seq).bind_blob(2, sealed).bind_blob(3, key_box).run();
}

Status OwnLog::end_batch(const v1::SealedHeader& header, std::uint32_t count, std::uint64_t bytes, BytesView chain,
                         const Author& author) {
  const Id incarnation = Id::from_bytes(header.header().incarnation());
  const std::uint64_t first_seq = header.header().first_seq();
  v1::BatchEnd end;
  end.set_count(count);
  end.set_proof(
      wire::rescue_proof(author.rescue, wire::signed_text(author.organisation, incarnation, first_seq, count, chain)));
  end.set_chain(Bytes(chain));
  const Bytes sealed =
      crypto::seal(header.key(), end.SerializeAsString(), wire::sealed_end_binding(incarnation, first_seq), random_);
  XQ_ASSIGN(auto update,
            connection_.prepare("UPDATE batches SET end = ?2, count = ?3, bytes = ?4 WHERE first_seq = ?1"));
  return update.bind(1, first_seq).bind_blob(2, sealed).bind(3, count).bind(4, bytes).run();
}

}  // namespace xinqiao
