#include "service/organisation/rescue_take.h"

#include <algorithm>

#include "service/gap/hold.h"
#include "service/gap/jumps.h"
#include "service/organisation/enroll.h"
#include "service/organisation/rescue_index.h"
#include "service/push/push.h"

namespace xinqiao::server {
namespace {

// What a receipt says of each of its changes. Those known before this file are repeats, whatever they were.
void count(const v1::Receipt& receipt, std::uint64_t known, RescueReport& report) {
  if (receipt.outcome() != v1::OUTCOME_TAKEN) {
    report.refused += receipt.count();
    return;
  }
  report.repeated += known;
  report.accepted += receipt.count() - known;
  for (const auto& at : receipt.verdicts()) {
    if (at.index() < known) continue;
    --report.accepted;
    ++(at.verdict() == v1::VERDICT_QUARANTINED || at.verdict() == v1::VERDICT_PARKED ? report.quarantined
                                                                                     : report.rejected);
  }
}

// Of the batch's changes those that are here; in the middle of a gap that was released none are.
std::uint64_t known_of(const Incarnation& incarnation, std::uint64_t first_seq, std::uint64_t changes) {
  if (jump_over(incarnation, first_seq) != nullptr) return 0;
  const std::uint64_t here = known_behind(incarnation, first_seq);
  return here < first_seq ? 0 : std::min(changes, here - first_seq + 1);
}

Id first_name(const v1::Batch& batch) {
  return Id::from_bytes(batch.has_parent() ? batch.parent().incarnation() : batch.incarnation());
}

// Whose batch it is: by the chain it continues, here or held.
Result<std::optional<Device>> device_of(Snapshot& snapshot, const v1::Batch& batch) {
  const Id id = first_name(batch);
  XQ_ASSIGN(const auto author, snapshot.incarnation(id));
  if (author) return snapshot.device(author->device);
  XQ_ASSIGN(const auto holder, snapshot.held_device(id));
  return holder == 0 ? Result<std::optional<Device>>(std::nullopt) : snapshot.device(holder);
}

// A device that enrolled after the backup, which shows what it was told then: that it is the one that proves its batch.
Result<std::optional<Device>> admit(Transaction& transaction, const Identity& identity,
                                    const wire::UnsealedBatch& unsealed, std::int64_t now_ms, Random& random,
                                    const Taking& taking) {
  const std::optional<Device> nobody;
  if (!taking.admitted) return nobody;
  Admitted admitted = *taking.admitted;
  const auto opened = wire::open_batch(unsealed.batch, unsealed.chain, admitted.device.person, nullptr);
  if (!opened.ok() || !wire::verify_rescued(*opened, identity.id, admitted.device.sign_key)) return nobody;
  XQ_ASSIGN(auto known, transaction.device_with(admitted.device.id));
  if (known) return known;
  XQ_TRY(let_in(transaction, identity, admitted, first_name(unsealed.batch), now_ms, random));
  return std::optional(std::move(admitted.device));
}

Status keep_held(Transaction& transaction, const Identity& identity, const Device& device,
                 const wire::UnsealedBatch& unsealed, std::int64_t now_ms, Random& random, Taking& taking) {
  const v1::Batch& batch = unsealed.batch;
  const auto changes = static_cast<std::uint32_t>(batch.changes_size());
  XQ_ASSIGN(const auto holding, hold(transaction, identity, device, batch, unsealed.chain, now_ms, random));
  switch (holding) {
    case Holding::kHeld:
      taking.report.held += changes;
      taking.held.push_back({Id::from_bytes(batch.incarnation()), batch.first_seq(), changes});
      break;
    case Holding::kRefused:
      taking.report.refused += changes;
      break;
    case Holding::kNotAGap:
    case Holding::kNoRoom:
      taking.report.missing += changes;
      break;
  }
  return {};
}

}  // namespace

Result<bool> is_repeat(Snapshot& snapshot, const wire::UnsealedBatch& unsealed) {
  const v1::Batch& batch = unsealed.batch;
  if (unsealed.chain.size() != crypto::kHashSize) return false;
  const auto opened = wire::open_batch(batch, unsealed.chain, Id::from_bytes(batch.author()), nullptr);
  if (!opened.ok()) return false;
  return is_here(snapshot, wire::id_at(opened->chain.back()), opened->changes.size());
}

Status take_unsealed(Transaction& transaction, const Identity& identity, const wire::UnsealedBatch& unsealed,
                     std::int64_t now_ms, Random& random, Taking& taking) {
  const v1::Batch& batch = unsealed.batch;
  RescueReport& report = taking.report;
  XQ_ASSIGN(auto device, device_of(transaction, batch));
  if (!device) {
    XQ_ASSIGN(device, admit(transaction, identity, unsealed, now_ms, random, taking));
  }
  const auto changes = static_cast<std::uint64_t>(batch.changes_size());
  report.changes += changes;
  if (!device) {
    report.refused += changes;
    return {};
  }
  taking.device = device->number;
  const Id incarnation = Id::from_bytes(batch.incarnation());
  XQ_ASSIGN(const auto own, transaction.incarnation(incarnation));
  const std::uint64_t known = own ? known_of(*own, batch.first_seq(), changes) : 0;
  XQ_ASSIGN(auto plan, plan_push(transaction, identity, *device, {batch.SerializeAsString()}, Came::kRescued));
  XQ_ASSIGN(const auto answer, take_push(transaction, device->number, plan, now_ms, random));
  v1::Receipt receipt;
  receipt.ParseFromString(answer.receipts.front());
  if (receipt.outcome() == v1::OUTCOME_NEED) {
    return keep_held(transaction, identity, *device, unsealed, now_ms, random, taking);
  }
  count(receipt, known, report);
  return {};
}

Status count_taken_since(Snapshot& snapshot, Taking& taking) {
  for (const HeldOfFile& held : taking.held) {
    XQ_ASSIGN(const auto incarnation, snapshot.incarnation(held.incarnation));
    if (!incarnation) continue;
    XQ_ASSIGN(const auto batch, snapshot.batch(incarnation->no, held.first_seq, held.count));
    v1::Receipt receipt;
    if (!batch || !receipt.ParseFromString(batch->receipt)) continue;
    taking.report.held -= held.count;
    count(receipt, 0, taking.report);
  }
  return {};
}

}  // namespace xinqiao::server
