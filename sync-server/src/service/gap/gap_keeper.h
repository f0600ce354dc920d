#pragma once

#include <map>
#include <set>

#include "service/gap/gap_record.h"
#include "service/gap/runs.h"
#include "service/push/push_aftermath.h"

namespace xinqiao::server {

inline constexpr std::size_t kTakenAtOnce = 64;  // held batches in one go

// Takes held batches as soon as nothing is missing before them, lets chains jump over what an office released, and
// tells offices of every gap (docs/protocol.md section 11). Lifetime: one transaction of the store.
class GapKeeper {
 public:
  GapKeeper(Transaction& transaction, const Identity& identity, std::int64_t now_ms, Random& random)
      : transaction_(transaction), identity_(identity), now_ms_(now_ms), random_(random) {}

  // Behind a push of the device.
  Status follow_push(const Device& device, const PushAftermath& aftermath);
  // A restored server waits for an office no longer: what was released meanwhile counts now.
  Status follow_recovery();
  // A batch of the device is held now.
  Status follow_held(const Device& device);

 private:
  // Of a restored server that cannot judge yet who may write what.
  bool judges_later(const Device& device) const;
  Status note(const Device& device, const PushAftermath& aftermath);
  Status tell_filled(const Device& device, const std::vector<Jump>& filled);
  Status settle_all();
  Status settle(const Device& device, bool is_new);
  // Each answers whether anything moved.
  Result<bool> ends_here(const HeldBatch& mark);
  Result<bool> drop_known(const std::vector<HeldBatch>& held);
  Result<bool> take(const Device& device, const std::vector<HeldRun>& runs);
  Result<bool> take_run(const Device& device, const HeldRun& run);
  Result<bool> jump(const Device& device, const std::vector<HeldRun>& runs);

  Status drop(std::vector<std::int64_t> numbers);
  Status jump_over(const HeldRun& run);
  Status tell(const Device& device, const std::vector<HeldRun>& runs, const std::set<ChangeId>& before);

  Transaction& transaction_;
  const Identity& identity_;
  const std::int64_t now_ms_;
  Random& random_;
  std::set<std::uint32_t> devices_;       // still to be looked at
  std::map<ChangeId, ToldGap> released_;  // gaps jumped over
};

}  // namespace xinqiao::server
