#include "service/gap/hold.h"

#include <algorithm>

#include "base/crypto.h"
#include "service/gap/gap_keeper.h"
#include "wire/batch.h"

namespace xinqiao::server {
namespace {

Result<bool> is_behind_gap(Snapshot& snapshot, const HeldBatch& batch) {
  const Place place = place_before(batch);
  XQ_ASSIGN(const auto stored, snapshot.incarnation(place.incarnation));
  if (stored) return here_before(*stored, place.seq) < place.seq;
  XQ_ASSIGN(const auto device, snapshot.held_device(place.incarnation));
  return device == batch.device;
}

bool overlaps(const HeldBatch& one, const HeldBatch& other) {
  return one.incarnation == other.incarnation && one.first_seq <= other.last_seq() && other.first_seq <= one.last_seq();
}

// A batch that grew after it was carried off begins as it began then.
Result<bool> begins_alike(Snapshot& snapshot, const Device& device, const HeldBatch& held,
                          const wire::OpenedBatch& opened) {
  XQ_ASSIGN(const auto bytes, snapshot.held_bytes(std::span(&held.no, 1)));
  v1::Batch batch;
  if (!batch.ParseFromString(bytes.front())) return Error{ErrorCode::kCorrupt, "a held batch does not parse"};
  XQ_ASSIGN(const auto other, wire::open_batch(batch, held.before, device.person, nullptr));
  const std::size_t common = std::min(other.chain.size(), opened.chain.size());
  return held.first_seq == opened.first_seq && other.chain[common - 1] == opened.chain[common - 1];
}

Status keep(Transaction& transaction, HeldBatch batch) {
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction.last_seq());
  writes.held.push_back(std::move(batch));
  return transaction.write(writes);
}

HeldBatch to_hold(const Device& device, const v1::Batch& batch, BytesView before, const wire::OpenedBatch& opened) {
  HeldBatch out;
  out.device = device.number;
  out.incarnation = opened.incarnation;
  out.first_seq = opened.first_seq;
  out.count = static_cast<std::uint32_t>(opened.changes.size());
  if (batch.has_parent()) out.parent = Id::from_bytes(batch.parent().incarnation());
  out.before = before;
  out.chain = opened.chain.back();
  out.bytes = batch.SerializeAsString();
  return out;
}

}  // namespace

Result<Holding> hold(Transaction& transaction, const Identity& identity, const Device& device, const v1::Batch& batch,
                     BytesView before, std::int64_t now_ms, Random& random) {
  if (before.size() != crypto::kHashSize) return Holding::kNotAGap;
  const auto opened = wire::open_batch(batch, before, device.person, nullptr);
  if (!opened.ok() || !wire::verify_rescued(*opened, identity.id, device.sign_key)) return Holding::kRefused;
  HeldBatch fresh = to_hold(device, batch, before, *opened);
  fresh.since_ms = now_ms;
  XQ_ASSIGN(const bool behind_gap, is_behind_gap(transaction, fresh));
  if (!behind_gap) return Holding::kNotAGap;

  XQ_ASSIGN(const auto held, transaction.held(device.number));
  std::size_t bytes = fresh.bytes.size();
  for (const HeldBatch& one : held) {
    bytes += one.size;
    if (one.count == 0 || !overlaps(one, fresh)) continue;
    XQ_ASSIGN(const bool alike, begins_alike(transaction, device, one, *opened));
    if (!alike) return Holding::kRefused;
    if (fresh.count <= one.count) return Holding::kHeld;
    fresh.since_ms = one.since_ms;
  }
  if (held.size() >= kHeldBatchesPerDevice || bytes > kHeldBytesPerDevice) return Holding::kNoRoom;
  XQ_TRY(keep(transaction, std::move(fresh)));
  XQ_TRY(GapKeeper(transaction, identity, now_ms, random).follow_held(device));
  return Holding::kHeld;
}

Status hold_end(Transaction& transaction, const Identity& identity, const Device& device, const Place& end,
                BytesView chain, std::int64_t now_ms, Random& random) {
  HeldBatch mark;
  mark.device = device.number;
  mark.incarnation = end.incarnation;
  mark.first_seq = end.seq + 1;
  mark.before = mark.chain = chain;
  mark.since_ms = now_ms;
  XQ_ASSIGN(const bool behind_gap, is_behind_gap(transaction, mark));
  XQ_ASSIGN(const auto held, transaction.held(device.number));
  const bool told = std::ranges::any_of(held, [&](const HeldBatch& one) {
    return one.incarnation == mark.incarnation && (one.first_seq == mark.first_seq || one.chain == mark.chain);
  });
  if (!behind_gap || told || held.size() >= kHeldBatchesPerDevice) return {};
  XQ_TRY(keep(transaction, std::move(mark)));
  return GapKeeper(transaction, identity, now_ms, random).follow_held(device);
}

}  // namespace xinqiao::server
