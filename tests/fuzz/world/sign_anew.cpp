#include "fuzz/world/sign_anew.h"

#include "model/validate/validate.h"
#include "wire/receipt.h"

namespace xinqiao::fuzz {
namespace {

constexpr BytesView kDerived = "=derived-record=";

void put_in_ids(v1::Change& change, const Township& township, BytesView natural_key_secret) {
  for (int i = 0; i < change.seen_size(); ++i) change.set_seen(i, township.real_id(change.seen(i)));
  for (int i = 0; i < change.covers_size(); ++i) change.set_covers(i, township.real_id(change.covers(i)));
  if (change.record() != kDerived) return;
  const auto* kind = schema::find_kind(change.kind());
  const auto fields = split_fields(change.set());
  if (kind == nullptr || !fields.ok()) return;
  const auto key = natural_key(*kind, *fields);
  if (key.ok()) change.set_record(Id::derived(natural_key_secret, *key).str());
}

}  // namespace

bool sign_anew(v1::Batch& batch, Member& member, const Township& township) {
  testing::Author& author = member.author;
  const v1::Batch before = batch;
  for (v1::Change& change : *batch.mutable_changes()) put_in_ids(change, township, member.enrolled.natural_key());
  batch.set_incarnation(author.incarnation.str());
  batch.set_first_seq(author.next_seq);
  batch.clear_parent();
  batch.clear_salts();
  batch.clear_author();
  batch.set_secret("secret--16-bytes");
  batch.set_previous(author.next_seq == 1 ? 0 : wire::id_at(author.chain));
  const auto opened = wire::open_batch(batch, author.chain, author.person, nullptr);
  if (!opened.ok()) {
    batch = before;
    return false;
  }
  const auto count = static_cast<std::uint32_t>(opened->changes.size());
  batch.set_signature(crypto::sign(
      author.keys.secret_key,
      wire::signed_text(author.organisation, author.incarnation, author.next_seq, count, opened->chain.back())));
  author.chain = opened->chain.back();
  author.next_seq += count;
  return true;
}

void sign_anew(v1::Receipt& receipt, const v1::Batch& batch, const Member& member, BytesView receipt_key) {
  receipt.set_incarnation(batch.incarnation());
  receipt.set_first_seq(batch.first_seq());
  receipt.set_count(static_cast<std::uint32_t>(batch.changes_size()));
  receipt.set_outcome(v1::OUTCOME_TAKEN);
  receipt.set_last(wire::id_at(member.author.chain));
  receipt.set_mac(wire::receipt_mac(receipt, member.author.chain, receipt_key));
}

}  // namespace xinqiao::fuzz
