// A device's batch. Raw bytes first. Then the same changes chained and signed anew with keys of the target's own, so
// that everything behind chain and signature is reached. A change that opens packs to the same change, in full form and
// abbreviated, and neither says more than the limits allow.
#include "wire/batch.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "fuzz/targets.h"
#include "testing/seeded_random.h"

namespace xinqiao::fuzz {
namespace {

const Id kOrganisation = Id::from_bytes("organisation-16b");
const Id kPerson = Id::from_bytes("person--16-bytes");
const Id kIncarnation = Id::from_bytes("incarnation-16-b");
const Id kKnownRecord = Id::from_bytes("record--16-bytes");

// Half of all ids are known, all of one record.
std::optional<Id> record_of(ChangeId id) { return id % 2 == 0 ? std::optional(kKnownRecord) : std::nullopt; }

bool ascending(const std::vector<ChangeId>& ids) {
  return std::ranges::adjacent_find(ids, std::greater_equal<>()) == ids.end();
}

void check_limits(const Change& change) {
  std::size_t bytes = 0;
  XQ_CHECK(!change.record.is_nil());
  XQ_CHECK(!change.groups.empty());
  for (std::size_t i = 0; i < change.groups.size(); ++i) {
    const TouchedGroup& group = change.groups[i];
    XQ_CHECK(i == 0 || change.groups[i - 1].number < group.number);
    XQ_CHECK(ascending(group.seen) && ascending(group.covers));
    XQ_CHECK(group.seen.size() <= limits::kSeenPerChange && group.covers.size() <= limits::kSeenPerChange);
    bytes += group.value.value_or("").size();
  }
  XQ_CHECK(bytes <= limits::kRecordBytes);
}

Change without_id(Change change) {
  change.id = 0;
  return change;
}

void check_packs(const Change& change, const v1::Batch& batch) {
  const wire::BatchContext context{change.author, batch.base_ms()};
  for (const bool abbreviate : {false, true}) {
    const v1::Change packed = wire::pack(change, context, abbreviate);
    const auto again = wire::expand(packed, context, [&](ChangeId) { return std::optional(change.record); });
    XQ_CHECK(again.ok());
    XQ_CHECK(*again == without_id(change));
    XQ_CHECK(wire::canonical(*again) == wire::canonical(change));
  }
}

void chain_anew(v1::Batch& batch) {
  batch.set_incarnation(kIncarnation.str());
  batch.set_first_seq(1);
  batch.clear_parent();
  batch.set_previous(0);
  if (batch.secret().size() != wire::kSaltSize) batch.set_secret("secret--16-bytes");
  if (batch.salts_size() != batch.changes_size()) batch.clear_salts();
  for (Bytes& salt : *batch.mutable_salts()) salt.resize(wire::kSaltSize);
  if (batch.author().size() != Id::kSize) batch.clear_author();
}

void check_signed(v1::Batch batch, const wire::OpenedBatch& opened) {
  static testing::SeededRandom random(1);
  static const auto keys = crypto::make_sign_keys(random);
  const auto count = static_cast<std::uint32_t>(opened.changes.size());
  batch.set_signature(
      crypto::sign(keys.secret_key, wire::signed_text(kOrganisation, kIncarnation, 1, count, opened.chain.back())));
  // In full form the chain is the same: an abbreviation is no part of it.
  for (int i = 0; i < batch.changes_size(); ++i) {
    const Change& change = opened.changes[static_cast<std::size_t>(i)];
    *batch.mutable_changes(i) = wire::pack(change, {change.author, batch.base_ms()}, false);
  }
  const auto full = wire::open_batch(batch, wire::chain_start(kIncarnation), kPerson, nullptr);
  XQ_CHECK(full.ok());
  XQ_CHECK(full->chain == opened.chain && full->changes == opened.changes);
  XQ_CHECK(wire::verify_batch(*full, kOrganisation, keys.public_key));
  XQ_CHECK(!wire::verify_batch(*full, kPerson, keys.public_key));
}

void check_opened(const v1::Batch& batch, const wire::OpenedBatch& opened) {
  XQ_CHECK(opened.changes.size() == static_cast<std::size_t>(batch.changes_size()));
  XQ_CHECK(opened.changes.size() <= limits::kBatchChanges && opened.chain.size() == opened.changes.size());
  std::size_t behind = 0;  // of a transaction
  for (const Change& change : opened.changes) {
    check_limits(change);
    check_packs(change, batch);
    XQ_CHECK(behind == 0 || change.transaction == 0);
    behind = behind == 0 ? std::max<std::uint32_t>(1, change.transaction) - 1 : behind - 1;
  }
  XQ_CHECK(behind == 0);
}

}  // namespace

void fuzz_batch(BytesView input) {
  v1::Batch batch;
  if (!batch.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const Bytes before = wire::chain_start(Id::from_bytes(batch.incarnation()));
  if (const auto raw = wire::open_batch(batch, before, kPerson, record_of); raw.ok()) check_opened(batch, *raw);
  chain_anew(batch);
  const auto opened = wire::open_batch(batch, wire::chain_start(kIncarnation), kPerson, record_of);
  if (!opened.ok()) return;
  check_opened(batch, *opened);
  check_signed(std::move(batch), *opened);
}

}  // namespace xinqiao::fuzz
