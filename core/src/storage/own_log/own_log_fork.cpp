// A fork: the chain goes on, under another name. Every batch after it is written anew where it lies.
#include <algorithm>

#include "base/check.h"
#include "base/planted.h"
#include "storage/own_log/own_log.h"
#include "wire/batch.h"
#include "wire/bundle.h"

namespace xinqiao {
namespace {

Error not_its_chain() { return Error{ErrorCode::kCorrupt, "own changes do not fit their chain"}; }

// The changes from `skip` on as a batch of their own. A part of a batch cannot have its secret, which would salt them
// by other indices: the salts are spelled out, and its key is a new one.
v1::SealedHeader header_after(const v1::SealedHeader& old, const v1::Batch& batch, int skip, Random& random) {
  v1::SealedHeader header = old;
  if (skip == 0) return header;
  header.set_key(random.bytes(crypto::kKeySize));
  auto& rest = *header.mutable_header();
  rest.set_first_seq(batch.first_seq() + static_cast<std::uint64_t>(skip));
  rest.clear_secret();
  rest.clear_salts();
  for (int i = skip; i < batch.changes_size(); ++i) rest.add_salts(wire::salt_of(batch, i));
  return header;
}

std::uint64_t size_of(const v1::Batch& batch, int from, int to) {
  std::uint64_t bytes = 0;
  for (int i = from; i < to; ++i) bytes += batch.changes(i).ByteSizeLong();
  return bytes;
}

}  // namespace

struct OwnLog::Rename {
  std::uint64_t common = 0;
  v1::Parent parent;  // for the first
  Author author;      // under the new name
  bool first = true;
};

Result<Id> OwnLog::continue_after(std::uint64_t common, Author author) {
  XQ_CHECK(connection_.in_transaction());
  // A transaction is saved at once, so no copy has a part of it; if a server says so, all of it is sent.
  XQ_ASSIGN(common, start_of_transaction(common + 1));
  --common;
  std::vector<std::uint64_t> batches;
  {
    const sqlite::Sql which = planted(Bug::kOnlyUnansweredGoAgain)
                                  ? sqlite::Sql(
                                        "SELECT first_seq FROM batches WHERE first_seq + count > ?1 + 1 "
                                        "AND count > 0 AND receipt IS NULL ORDER BY first_seq")
                                  : sqlite::Sql(
                                        "SELECT first_seq FROM batches WHERE first_seq + count > ?1 + 1 "
                                        "AND count > 0 ORDER BY first_seq");
    XQ_ASSIGN(auto query, connection_.prepare(which));
    query.bind(1, common);
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      batches.push_back(query.uint64(0));
    }
  }
  author.incarnation = Id::from_bytes(random_.bytes(Id::kSize));
  Rename rename{.common = common, .parent = {}, .author = author, .first = true};
  XQ_ASSIGN(rename.parent, parent_at(common));
  for (const std::uint64_t first_seq : batches) XQ_TRY(rename_batch(first_seq, rename));
  if (planted(Bug::kOnlyUnansweredGoAgain))
    XQ_TRY(connection_.exec("UPDATE batches SET answered = 1 WHERE receipt IS NOT NULL"));
  if (planted(Bug::kForgetsWhatIsCommon)) {
    XQ_ASSIGN(auto forget, connection_.prepare("UPDATE batches SET answered = 2, receipt = NULL "
                                               "WHERE first_seq + count <= ?1 + 1 AND answered = 1"));
    XQ_TRY(forget.bind(1, common).run());
    XQ_TRY(
        connection_.exec("UPDATE verdicts SET org_seq = 0 WHERE seq IN (SELECT seq FROM changes WHERE batch IN "
                         "(SELECT first_seq FROM batches WHERE answered = 2))"));
  }
  // Nothing may be added to what is about to be sent.
  XQ_TRY(connection_.exec("UPDATE batches SET frozen = 1 WHERE frozen = 0"));
  return author.incarnation;
}

Result<std::uint64_t> OwnLog::start_of_transaction(std::uint64_t seq) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT batch FROM changes WHERE seq = ?1"));
  XQ_ASSIGN(const bool found, query.bind(1, seq).step());
  if (!found) return Error{ErrorCode::kCorrupt, "a fork beyond the own changes"};
  XQ_ASSIGN(const auto out, read_batch(query.uint64(0)));
  for (int at = 0; at < out.batch.changes_size();) {
    const std::uint64_t start = out.batch.first_seq() + static_cast<std::uint64_t>(at);
    const std::uint32_t length = std::max<std::uint32_t>(1, out.batch.changes(at).transaction());
    if (start + length > seq) return start;
    at += static_cast<int>(length);
  }
  return not_its_chain();
}

Result<std::optional<Id>> OwnLog::first_name() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM changes WHERE seq = 1"));
  XQ_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<Id>();
  XQ_ASSIGN(const auto parent, parent_at(0));
  return std::optional(Id::from_bytes(parent.incarnation()));
}

// Under which name the last change in common stands: the server has it there, or this device can send it there.
Result<v1::Parent> OwnLog::parent_at(std::uint64_t common) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT batch FROM changes WHERE seq = ?1"));
  XQ_ASSIGN(const bool found, query.bind(1, std::max<std::uint64_t>(common, 1)).step());
  if (!found) return Error{ErrorCode::kCorrupt, "the own change before a fork is not here"};
  XQ_ASSIGN(const auto before, header(query.uint64(0)));
  const v1::Batch& batch = before.header();
  v1::Parent parent;
  // With nothing in common, the first name of all: the one this device enrolled with.
  parent.set_incarnation(common == 0 && batch.has_parent() ? batch.parent().incarnation() : batch.incarnation());
  parent.set_seq(common);
  return parent;
}

Status OwnLog::rename_batch(std::uint64_t first_seq, Rename& rename) {
  XQ_ASSIGN(auto old, header(first_seq));
  XQ_ASSIGN(auto out, read_batch(first_seq));
  const bool anew = planted(Bug::kSentAgainUnderNewIds) && first_seq > rename.common;
  if (anew) {
    old.mutable_header()->set_secret(random_.bytes(old.header().secret().size()));
    out.batch.set_secret(old.header().secret());
  }
  const v1::Batch& batch = out.batch;
  XQ_ASSIGN(const auto opened, wire::open_batch(batch, old.chain(), Id::from_bytes(batch.author()), nullptr));
  for (std::size_t i = 0; i < out.ids.size(); ++i) {
    if (opened.changes[i].id != out.ids[i] && !anew) return not_its_chain();
  }
  const int skip = first_seq > rename.common ? 0 : static_cast<int>(rename.common + 1 - first_seq);
  v1::SealedHeader named = header_after(old, batch, skip, random_);
  if (skip > 0) named.set_chain(opened.chain[static_cast<std::size_t>(skip) - 1]);
  v1::Batch& header = *named.mutable_header();
  header.set_incarnation(rename.author.incarnation.str());
  header.clear_parent();
  if (rename.first) *header.mutable_parent() = rename.parent;
  rename.first = false;
  header.set_previous(wire::previous_of(header, named.chain()));

  if (skip > 0) XQ_TRY(shorten(old, batch, skip, named.chain(), rename.author));
  XQ_TRY(put_batch(named, rename.author));
  XQ_TRY(move_changes(out, skip, named));
  return end_batch(named, static_cast<std::uint32_t>(batch.changes_size() - skip),
                   size_of(batch, skip, batch.changes_size()), opened.chain.back(), rename.author);
}

// What stays under the old name: the first `count` changes, which end with `chain`.
Status OwnLog::shorten(v1::SealedHeader header, const v1::Batch& batch, int count, BytesView chain,
                       const Author& author) {
  if (batch.salts_size() > 0) {
    auto& salts = *header.mutable_header()->mutable_salts();
    salts.DeleteSubrange(count, salts.size() - count);
    XQ_TRY(put_batch(header, author));
  }
  XQ_TRY(end_batch(header, static_cast<std::uint32_t>(count), size_of(batch, 0, count), chain, author));
  // The receipt is of the whole: sent again, this part has its own.
  XQ_ASSIGN(auto again, connection_.prepare("UPDATE batches SET answered = 0 WHERE first_seq = ?1"));
  return again.bind(1, batch.first_seq()).run();
}

// The changes from `skip` on, sealed for their new place. What was answered for them is kept with them.
Status OwnLog::move_changes(const Outgoing& from, int skip, const v1::SealedHeader& to) {
  const std::uint64_t first_seq = to.header().first_seq();
  const Id incarnation = Id::from_bytes(to.header().incarnation());
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE changes SET batch = ?2, sealed = ?3 WHERE seq = ?1"));
  for (int i = skip; i < from.batch.changes_size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i - skip);
    const Bytes sealed = crypto::seal(to.key(), from.batch.changes(i).SerializeAsString(),
                                      wire::sealed_change_binding(incarnation, first_seq, index), random_);
    XQ_TRY(update.bind(1, first_seq + index).bind(2, first_seq).bind_blob(3, sealed).run());
  }
  if (skip == 0) return {};
  XQ_ASSIGN(auto receipt,
            connection_.prepare("UPDATE batches SET receipt = (SELECT receipt FROM batches WHERE first_seq = ?1) "
                                "WHERE first_seq = ?2"));
  return receipt.bind(1, from.batch.first_seq()).bind(2, first_seq).run();
}

}  // namespace xinqiao
