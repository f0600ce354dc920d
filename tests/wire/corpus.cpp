#include "wire/corpus.h"

#include "merge/state_codec.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"
#include "wire/receipt.h"
#include "wire/samples.h"
#include "xinqiao/v1/blob.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::testing {
namespace {

constexpr std::int64_t kNow = 1'792'000'000'000;

v1::Hello hello(Author& author) {
  v1::Hello out;
  out.set_wire_version(1);
  out.set_incarnation(author.incarnation.str());
  out.set_epoch(author.random.next());
  return out;
}

v1::SyncRequest request(Author& author) {
  v1::SyncRequest out;
  *out.mutable_hello() = hello(author);
  out.set_cursor(author.random.bytes(33));
  out.set_want(v1::WANT_PULL);
  out.set_max_bytes(1 << 20);
  return out;
}

v1::SyncResponse response(Author& author) {
  v1::SyncResponse out;
  out.mutable_hello()->set_wire_version(1);
  out.set_cursor(author.random.bytes(33));
  out.set_complete(true);
  out.set_complete_seq(123'456);
  out.set_digest(author.random.bytes(16));
  out.set_server_ms(static_cast<std::uint64_t>(kNow));
  out.set_chain(author.random.bytes(16));
  return out;
}

v1::Batch mixed_batch(Author& author) {
  std::vector<Change> changes;
  Change visit;
  visit.record = Id::random(kNow, author.random);
  visit.kind = 3;
  visit.written = stamp_at(kNow);
  visit.transaction = 2;
  Bytes note;
  write_bytes(note, 10, "奶奶身体还好，灶边的电线老化了，约好下周带电工来看。");
  visit.groups = {{1,
                   [] {
                     Bytes b;
                     write_bytes(b, 1, "child-16-bytes-1");
                     return b;
                   }(),
                   {},
                   {}},
                  {10, note, {}, {}}};
  changes.push_back(visit);
  Change edit = one_field_edit(author.random, stamp_at(kNow) + 1);
  edit.groups.push_back({19, std::nullopt, {7, 9}, {}});
  changes.push_back(edit);
  Change deletion;
  deletion.record = Id::random(kNow, author.random);
  deletion.written = stamp_at(kNow + 5);
  deletion.groups = {{kDeletedGroup, Bytes(), {3}, {11, 12, 13}}};
  changes.push_back(deletion);
  return author.batch(changes, false);
}

v1::Receipt receipt(Author& author) {
  v1::Receipt out;
  out.set_incarnation(author.incarnation.str());
  out.set_first_seq(1);
  out.set_count(3);
  out.set_outcome(v1::OUTCOME_TAKEN);
  auto& run = *out.add_seqs();
  run.set_seq(41);
  auto& verdict = *out.add_verdicts();
  verdict.set_index(2);
  verdict.set_verdict(v1::VERDICT_QUARANTINED);
  verdict.set_reason(v1::REASON_OUT_OF_SCOPE);
  auto& effective = *out.add_effective();
  effective.set_index(1);
  effective.set_stamp(stamp_at(kNow));
  out.set_last(author.random.next());
  out.set_mac(wire::receipt_mac(out, "chain value of 32 bytes---------", "receipt-key-of-32-bytes---------"));
  return out;
}

v1::RecordState state(Author& author) {
  RecordState out;
  out.record = Id::random(kNow, author.random);
  out.kind = 3;
  const auto head = [&](ChangeId id, std::uint32_t number) {
    Bytes value;
    write_varint(value, number, id);
    return Head{id, value, stamp_at(kNow) + id, author.person, {}};
  };
  out.groups[17] = {{head(1, 17)}, {}, 5};
  out.groups[18] = {{head(1, 18)}, {}, 5};
  out.groups[19] = {{head(1, 19), head(2, 19)}, {77}, 9};
  v1::RecordState message;
  encode_state(out, nullptr, message);
  return message;
}

}  // namespace

Bytes edits_request(int edits) {
  Author author(7);
  std::vector<Change> changes;
  for (int i = 0; i < edits; ++i) changes.push_back(one_field_edit(author.random, stamp_at(kNow + i * 5'000)));
  v1::SyncRequest out = request(author);
  out.add_batches(author.batch(changes, true).SerializeAsString());
  return out.SerializeAsString();
}

Bytes empty_request_body() {
  Author author(8);
  return wire::pack_frame(1, 12, author.random.next(), request(author).SerializeAsString(),
                          "secret-of-32-bytes--------------");
}

Bytes empty_response_body() {
  Author author(9);
  return wire::pack_frame(1, 12, author.random.next(), response(author).SerializeAsString(),
                          "secret-of-32-bytes--------------");
}

std::map<std::string, Bytes> make_corpus() {
  Author author(10);
  std::map<std::string, Bytes> out;
  out["batch_mixed"] = mixed_batch(author).SerializeAsString();
  out["request_empty"] = request(author).SerializeAsString();
  out["request_100_edits"] = edits_request(100);
  v1::SyncResponse full = response(author);
  *full.add_receipts() = receipt(author);
  *full.add_deltas() = state(author);
  full.add_leaving(author.random.bytes(16));
  full.mutable_epoch()->set_id(author.random.next());
  full.mutable_epoch()->set_cut(40);
  full.set_durable_mark(39);
  full.add_pieces()->set_hash(author.random.bytes(16));
  out["response_full"] = full.SerializeAsString();
  out["response_empty"] = response(author).SerializeAsString();
  v1::SyncRequest fragment = request(author);
  auto& piece = *fragment.add_fragments();
  piece.set_hash(author.random.bytes(16));
  piece.set_offset(2048);
  piece.set_total(9000);
  piece.set_data(author.random.bytes(64));
  fragment.mutable_hello()->add_features(1);
  fragment.mutable_hello()->add_dictionaries(1);
  *fragment.add_receipts() = receipt(author);
  out["request_fragment"] = fragment.SerializeAsString();
  v1::BlobPut blob;
  blob.mutable_manifest()->set_hash(author.random.bytes(32));
  blob.mutable_manifest()->set_size(300'000);
  blob.mutable_manifest()->set_media_type("image/jpeg");
  blob.mutable_manifest()->add_chunks(author.random.bytes(32));
  blob.set_index(1);
  blob.set_offset(4096);
  blob.set_data(author.random.bytes(32));
  out["blob_put"] = blob.SerializeAsString();
  v1::CursorContent cursor;
  cursor.set_epoch(author.random.next());
  cursor.set_position(40);
  cursor.set_complete(39);
  cursor.set_scope_version(2);
  cursor.set_backfill_child(author.random.bytes(16));
  out["cursor"] = cursor.SerializeAsString();
  v1::EnrollCode code;
  code.set_url("https://192.0.2.1:8443");
  code.set_pin(author.random.bytes(32));
  code.set_organisation(1);
  code.set_code(author.random.next());
  code.set_secret(author.random.bytes(16));
  out["enroll_code"] = wire::write_enroll_code(code);
  return out;
}

}  // namespace xinqiao::testing
