#include <algorithm>

#include "service/organisation/organisation.h"
#include "service/organisation/organisation_files.h"
#include "service/push/push.h"
#include "wire/bundle.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kRescueBytes = 1024UL * 1024 * 1024;

// What a receipt says of each of its changes. Those known before this file are repeats, whatever they were.
void count(const v1::Receipt& receipt, std::uint64_t known, RescueReport& report) {
  if (receipt.outcome() != v1::OUTCOME_TAKEN) {
    (receipt.outcome() == v1::OUTCOME_NEED ? report.missing : report.refused) += receipt.count();
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

// One batch, judged as if its device had pushed it now.
Status take(Transaction& transaction, const Identity& identity, const v1::Batch& batch, std::int64_t now_ms,
            Random& random, RescueReport& report) {
  const Id id = Id::from_bytes(batch.has_parent() ? batch.parent().incarnation() : batch.incarnation());
  XQ_ASSIGN(const auto author, transaction.incarnation(id));
  XQ_ASSIGN(const auto device,
            author ? transaction.device(author->device) : Result<std::optional<Device>>(std::nullopt));
  const auto changes = static_cast<std::uint64_t>(batch.changes_size());
  report.changes += changes;
  if (!device) {
    report.refused += changes;
    return {};
  }
  XQ_ASSIGN(const auto own, transaction.incarnation(Id::from_bytes(batch.incarnation())));
  const std::uint64_t tip = own ? own->tip_seq : 0;
  const std::uint64_t known = tip < batch.first_seq() ? 0 : std::min(changes, tip - batch.first_seq() + 1);
  XQ_ASSIGN(auto plan, plan_push(transaction, identity, *device, {batch.SerializeAsString()}));
  XQ_ASSIGN(const auto answer, take_push(transaction, device->number, plan, now_ms, random));
  v1::Receipt receipt;
  receipt.ParseFromString(answer.receipts.front());
  count(receipt, known, report);
  return {};
}

Result<v1::Bundle> read_bundle(BytesView bytes, const Identity& identity) {
  v1::Bundle bundle;
  if (bytes.size() > kRescueBytes || !bundle.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      bundle.format() != 1) {
    return Error{ErrorCode::kInvalid, "not a rescue file, or one that is damaged"};
  }
  if (bundle.organisation() != identity.id.bytes()) {
    return Error{ErrorCode::kInvalid, "this rescue file is of another organisation"};
  }
  return bundle;
}

}  // namespace

Result<RescueReport> take_rescue(const std::string& data_folder, BytesView bundle, Clock& clock, Random& random) {
  XQ_ASSIGN(const auto opened, open_folder(data_folder));
  XQ_ASSIGN(auto snapshot, opened.store->snapshot());
  XQ_ASSIGN(const auto identity, snapshot->identity());
  snapshot.reset();
  XQ_ASSIGN(const auto read, read_bundle(bundle, identity));
  if (identity.recovering != 0) {
    return Error{ErrorCode::kRefused,
                 "the restored server waits for an office to sync; take the rescue file in afterwards, or say go-on"};
  }
  RescueReport report;
  for (const v1::SealedBatch& sealed : read.batches()) {
    const auto batch = wire::open_sealed_batch(sealed, identity.box_keys);
    if (!batch.ok()) {
      // A batch has at least one change, even when they are damaged beyond counting.
      const auto changes = static_cast<std::uint64_t>(std::max(sealed.changes_size(), 1));
      report.changes += changes;
      report.unreadable += changes;
      continue;
    }
    RescueReport taken = report;
    XQ_TRY(opened.store->write([&](Transaction& transaction) {
      taken = report;
      return take(transaction, identity, batch->batch, clock.wall_ms(), random, taken);
    }));
    report = taken;
  }
  return report;
}

}  // namespace xinqiao::server
