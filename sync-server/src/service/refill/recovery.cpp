#include "service/refill/recovery.h"

#include <algorithm>

#include "service/gap/gap_keeper.h"

namespace xinqiao::server {

bool ends_recovery(const Identity& identity, const Device& device, const v1::SyncRequest& request,
                   const PushAnswer& pushed, bool complete) {
  if (identity.recovering == 0 || !complete) return false;
  const bool office = power_of(device.role) == Power::kAll && device.revoked_ms == 0;
  const bool known_before = device.number < identity.recovering || device.readmitted;
  const bool has_brought_all = request.hello().epoch() == identity.epoch && request.hello().unsent() == 0;
  if (!office || !known_before || !has_brought_all) return false;
  return std::ranges::all_of(pushed.receipts, [](const Bytes& bytes) {
    v1::Receipt receipt;
    return receipt.ParseFromString(bytes) && receipt.outcome() == v1::OUTCOME_TAKEN;
  });
}

Status begin_epoch(Transaction& transaction, std::uint64_t cut, Random& random) {
  XQ_ASSIGN(auto identity, transaction.identity());
  identity.epoch = random.u64();
  identity.cut = cut;
  XQ_ASSIGN(const auto next_device, transaction.next_device_number());
  identity.recovering = next_device;
  // What the server wrote after the backup is known outside under the old chain.
  identity.incarnation = Id::from_bytes(random.bytes(Id::kSize));
  return transaction.put_identity(identity);
}

Status go_on(Transaction& transaction, std::int64_t now_ms, Random& random) {
  XQ_ASSIGN(auto identity, transaction.identity());
  identity.recovering = 0;
  XQ_TRY(transaction.put_identity(identity));
  return GapKeeper(transaction, identity, now_ms, random).follow_recovery();
}

}  // namespace xinqiao::server
