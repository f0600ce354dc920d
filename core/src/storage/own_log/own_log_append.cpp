#include "base/check.h"
#include "base/limits.h"
#include "storage/own_log/own_log.h"
#include "wire/bundle.h"
#include "wire/chain.h"
#include "wire/change_codec.h"

namespace xinqiao {

struct OwnLog::Open {
  v1::SealedHeader header;
  std::uint32_t count = 0;
  std::uint64_t bytes = 0;
};

// The newest batch when the transaction still fits, else a new one with a key and a secret of its own.
Result<OwnLog::Open> OwnLog::open_batch_for(const std::vector<Change>& transaction, const Author& author,
                                            const Tip& tip) {
  XQ_ASSIGN(auto query,
            connection_.prepare(
                "SELECT first_seq, count, bytes FROM batches WHERE frozen = 0 ORDER BY first_seq DESC LIMIT 1"));
  XQ_ASSIGN(const bool found, query.step());
  if (found && query.uint64(1) + transaction.size() <= limits::kBatchChanges && query.uint64(2) < batch_bytes_) {
    Open open;
    open.count = static_cast<std::uint32_t>(query.int64(1));
    open.bytes = query.uint64(2);
    const std::uint64_t first_seq = query.uint64(0);
    query.reset();
    bool readable = first_seq == sound_;
    if (!readable) {
      XQ_ASSIGN(readable, can_be_read(first_seq));
    }
    if (readable) {
      sound_ = first_seq;
      XQ_ASSIGN(open.header, header(first_seq));
      if (open.header.header().incarnation() == author.incarnation.str()) return open;
    }
  }
  query.reset();
  XQ_ASSIGN(auto freeze, connection_.prepare("UPDATE batches SET frozen = 1 WHERE frozen = 0"));
  XQ_TRY(freeze.run());

  Open open;
  open.header.set_key(random_.bytes(crypto::kKeySize));
  open.header.set_chain(tip.chain);
  auto& batch = *open.header.mutable_header();
  batch.set_incarnation(author.incarnation.str());
  batch.set_first_seq(tip.next_seq);
  batch.set_previous(tip.next_seq == 1 ? 0 : wire::id_at(tip.chain));
  batch.set_secret(random_.bytes(wire::kSaltSize));
  batch.set_base_ms(static_cast<std::uint64_t>(stamp_ms(transaction.front().written)));
  batch.set_author(author.person.str());
  XQ_TRY(put_batch(open.header, author));
  sound_ = tip.next_seq;
  return open;
}

Status OwnLog::append(std::vector<Change>& transaction, const Author& author, Tip& tip) {
  XQ_CHECK(!transaction.empty() && transaction.size() <= limits::kTransactionChanges);
  XQ_CHECK(connection_.in_transaction());
  XQ_ASSIGN(auto open, open_batch_for(transaction, author, tip));
  const v1::Batch& batch = open.header.header();
  const wire::BatchContext context{author.person, batch.base_ms()};
  for (Change& change : transaction) {
    const v1::Change packed = wire::pack(change, context, false);
    tip.chain = wire::chain_next(tip.chain,
                                 wire::commitment(wire::salt_at(batch.secret(), open.count), wire::canonical(change)));
    change.id = wire::id_at(tip.chain);
    const Bytes binding = wire::sealed_change_binding(author.incarnation, batch.first_seq(), open.count);
    const Bytes sealed = crypto::seal(open.header.key(), packed.SerializeAsString(), binding, random_);
    XQ_ASSIGN(auto insert, connection_.prepare("INSERT INTO changes (seq, id, record, batch, sealed) "
                                               "VALUES (?1, ?2, ?3, ?4, ?5)"));
    insert.bind(1, tip.next_seq).bind(2, change.id).bind_blob(3, change.record.bytes());
    XQ_TRY(insert.bind(4, batch.first_seq()).bind_blob(5, sealed).run());
    ++tip.next_seq;
    ++open.count;
    open.bytes += packed.ByteSizeLong();
  }
  return end_batch(open.header, open.count, open.bytes, tip.chain, author);
}

}  // namespace xinqiao
