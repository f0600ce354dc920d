// A rescue file. The first byte tells how the rest, a Bundle, is meant: as it is; or with everything in it in clear, to
// be sealed to the server, and with its batches signed anew as the helper's next ones. Whatever it holds is taken in or
// counted, each change once; a second time nothing is new; and the server goes on.
#include "base/check.h"
#include "fuzz/targets.h"
#include "fuzz/world/sign_anew.h"
#include "service/organisation/organisation.h"
#include "wire/bundle.h"
#include "wire/rescue_key.h"

namespace xinqiao::fuzz {
namespace {

constexpr unsigned kVerbatim = 1;
constexpr unsigned kAsTheyAre = 2;  // the batches: sealed, not signed anew

Bytes seal_index(const Bytes& index, const server::Identity& identity) {
  return index.empty() ? Bytes() : *crypto::seal_to(identity.box_keys.public_key, index);
}

Bytes seal_admission(const Bytes& admission, const server::Identity& identity, Random& random) {
  const Bytes key = crypto::keyed_hash(identity.receipt_key, "xq-admission-1", crypto::kKeySize);
  return admission.empty() ? Bytes() : crypto::seal(key, admission, identity.id.bytes(), random);
}

// The batch that header and changes make in clear.
bool read_clear(const v1::SealedBatch& sealed, v1::SealedHeader& header, v1::Batch& batch) {
  if (!header.ParseFromString(sealed.key_box())) return false;
  batch = header.header();
  batch.clear_changes();
  for (const Bytes& change : sealed.changes()) {
    if (!batch.add_changes()->ParseFromString(change)) return false;
  }
  return true;
}

// Behind its last change stands what the author's chain has come to.
Bytes prove(const v1::Batch& batch, const testing::Author& author, const server::Identity& identity) {
  testing::SeededRandom random(6);
  const auto rescue =
      *wire::make_rescue_key(author.organisation, identity.box_keys.public_key, author.keys.secret_key, random);
  return wire::rescue_proof(rescue, wire::signed_text(author.organisation, author.incarnation, batch.first_seq(),
                                                      static_cast<std::uint32_t>(batch.changes_size()), author.chain));
}

void sign_clear(v1::SealedBatch& sealed, Member& member, const Township& township) {
  v1::SealedHeader header;
  v1::Batch batch;
  const Bytes before = member.author.chain;
  if (!read_clear(sealed, header, batch) || !sign_anew(batch, member, township)) return;
  for (int i = 0; i < batch.changes_size(); ++i) sealed.set_changes(i, batch.changes(i).SerializeAsString());
  v1::BatchEnd end;
  end.set_count(static_cast<std::uint32_t>(batch.changes_size()));
  end.set_proof(prove(batch, member.author, township.identity()));
  sealed.set_end(end.SerializeAsString());
  batch.clear_changes();
  batch.clear_signature();
  *header.mutable_header() = std::move(batch);
  header.set_chain(before);
  sealed.set_key_box(header.SerializeAsString());
}

void seal(v1::SealedBatch& sealed, const server::Identity& identity, Random& random) {
  v1::SealedHeader header;
  if (!header.ParseFromString(sealed.key_box())) return;
  if (header.key().size() != crypto::kKeySize) header.set_key(random.bytes(crypto::kKeySize));
  const Id incarnation = Id::from_bytes(header.header().incarnation());
  const std::uint64_t first_seq = header.header().first_seq();
  const Bytes key(crypto::kKeySize, 'r');
  const wire::RescueKey rescue{key, *crypto::seal_to(identity.box_keys.public_key, key), {}};
  sealed.set_key_box(wire::seal_header(rescue, header.SerializeAsString(), random));
  for (int i = 0; i < sealed.changes_size(); ++i) {
    const Bytes bound = wire::sealed_change_binding(incarnation, first_seq, static_cast<std::uint32_t>(i));
    sealed.set_changes(i, crypto::seal(header.key(), sealed.changes(i), bound, random));
  }
  const Bytes bound = wire::sealed_end_binding(incarnation, first_seq);
  sealed.set_end(crypto::seal(header.key(), sealed.end(), bound, random));
}

Bytes seal_bundle(BytesView clear, bool sign, Township& township) {
  v1::Bundle bundle;
  if (!bundle.ParseFromString(township.with_real_ids(clear))) return Bytes(clear);
  const server::Identity& identity = township.identity();
  testing::SeededRandom random(5);
  bundle.set_format(1);
  bundle.clear_organisation();
  bundle.set_index(seal_index(bundle.index(), identity));
  bundle.set_admission(seal_admission(bundle.admission(), identity, random));
  for (v1::SealedBatch& batch : *bundle.mutable_batches()) {
    if (sign) sign_clear(batch, township.helper, township);
    seal(batch, identity, random);
  }
  return bundle.SerializeAsString();
}

std::optional<server::RescueReport> take(Township& township, BytesView file) {
  const auto report = server::take_rescue(simulation::Server::kFolder, file, township.server.clock,
                                          township.server.random, township.server.machine.disk());
  if (!report.ok()) {
    XQ_CHECK(report.error().code == ErrorCode::kInvalid || report.error().code == ErrorCode::kRefused);
    return std::nullopt;
  }
  XQ_CHECK(report->changes == report->accepted + report->quarantined + report->rejected + report->repeated +
                                  report->held + report->unreadable + report->missing + report->refused);
  return *report;
}

}  // namespace

void fuzz_rescue(BytesView input) {
  if (input.empty()) return;
  const auto mode = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  Township& township = fresh_township();
  const Bytes file = (mode & kVerbatim) != 0 ? Bytes(input) : seal_bundle(input, (mode & kAsTheyAre) == 0, township);
  const auto first = take(township, file);
  const auto office = township.pull_all(township.office);
  if (!first) XQ_CHECK(office == township.at_first());
  if (first) {
    const auto second = take(township, file);
    XQ_CHECK(second && second->changes == first->changes);
    XQ_CHECK(second->accepted + second->quarantined + second->rejected == 0);
    XQ_CHECK(township.pull_all(township.office) == office);
  }
  if (office == township.at_first()) return;
  township.restart();
  XQ_CHECK(township.pull_all(township.office) == office);
}

}  // namespace xinqiao::fuzz
