#include "service/gap/gap_keeper.h"

#include <algorithm>

#include "auth/rights.h"
#include "service/gap/jumps.h"
#include "service/gap/release.h"
#include "wire/chain.h"

namespace xinqiao::server {

Status GapKeeper::follow_push(const Device& device, const PushAftermath& aftermath) {
  XQ_TRY(note(device, aftermath));
  return settle_all();
}

Status GapKeeper::follow_recovery() {
  XQ_ASSIGN(const auto held, transaction_.devices_held());
  devices_.insert(held.begin(), held.end());
  return settle_all();
}

Status GapKeeper::follow_held(const Device& device) {
  XQ_TRY(settle(device, true));
  return settle_all();
}

bool GapKeeper::judges_later(const Device& device) const {
  return identity_.recovering != 0 && power_of(device.role) != Power::kAll;
}

// Whose held batches may move now: the device's own; and everybody's behind an office, which may have released them.
Status GapKeeper::note(const Device& device, const PushAftermath& aftermath) {
  devices_.insert(device.number);
  if (!aftermath.filled.empty()) XQ_TRY(tell_filled(device, aftermath.filled));
  if (power_of(device.role) != Power::kAll) return {};
  XQ_ASSIGN(const auto held, transaction_.devices_held());
  devices_.insert(held.begin(), held.end());
  return {};
}

// Of a gap that was released something came after all.
Status GapKeeper::tell_filled(const Device& device, const std::vector<Jump>& filled) {
  std::vector<ToldGap> told;
  for (const Jump& left : filled) {
    ToldGap gap{.change = wire::id_at(left.chain), .state = v1::GAP_STATE_FILLED};
    if (left.first <= left.last) gap = {gap.change, v1::GAP_STATE_RELEASED, left.first, left.last};
    told.push_back(gap);
  }
  return tell_gaps(transaction_, identity_, device, told, now_ms_, random_);
}

Status GapKeeper::settle_all() {
  while (!devices_.empty()) {
    const std::uint32_t number = *devices_.begin();
    devices_.erase(devices_.begin());
    XQ_ASSIGN(const auto device, transaction_.device(number));
    if (device) XQ_TRY(settle(*device, false));
  }
  return {};
}

Status GapKeeper::settle(const Device& device, bool is_new) {
  std::set<ChangeId> before;
  for (bool moved = is_new;;) {
    XQ_ASSIGN(const auto held, transaction_.held(device.number));
    for (const HeldBatch& batch : held) before.insert(batch.behind());
    XQ_ASSIGN(const auto runs, runs_of(transaction_, held));
    XQ_ASSIGN(bool more, drop_known(held));
    if (!more) {
      XQ_ASSIGN(more, take(device, runs));
    }
    if (!more) {
      XQ_ASSIGN(more, jump(device, runs));
    }
    if (!more) return tell(device, runs, moved ? before : std::set<ChangeId>());
    moved = true;
  }
}

// One gap at a time: what is held behind it may fill the next.
Result<bool> GapKeeper::jump(const Device& device, const std::vector<HeldRun>& runs) {
  if (judges_later(device)) return false;
  for (const HeldRun& run : runs) {
    if (!run.first || run.from > run.to) continue;
    XQ_ASSIGN(const auto release, find_release(transaction_, identity_, run.behind()));
    if (!release) continue;
    XQ_TRY(jump_over(run));
    released_[run.behind()] = {run.behind(), v1::GAP_STATE_RELEASED, run.from, run.to, run.changes, run.since_ms};
    return true;
  }
  return false;
}

Status GapKeeper::jump_over(const HeldRun& run) {
  XQ_ASSIGN(auto chain, transaction_.incarnation(run.incarnation));
  if (!chain) return Error{ErrorCode::kInternal, "a gap in a chain that is not here"};
  const Jump jump{run.from, run.to, run.batches.front().before};
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  writes.jumps.emplace_back(chain->no, jump);
  if (const Jump* around = server::jump_over(*chain, run.from)) {
    writes.jumps.emplace_back(chain->no, filled_to(*around, run.to));
  } else {
    chain->tip_seq = run.to;
    chain->tip_chain = jump.chain;
    writes.tips.push_back(*std::move(chain));
  }
  return transaction_.write(writes);
}

// `before`: all that something was held behind.
Status GapKeeper::tell(const Device& device, const std::vector<HeldRun>& runs, const std::set<ChangeId>& before) {
  if (judges_later(device)) return {};
  std::vector<ToldGap> told;
  std::set<ChangeId> open;
  for (const HeldRun& run : runs) {
    if (!open.insert(run.behind()).second) {  // under another name behind the same change
      std::ranges::find(told, run.behind(), &ToldGap::change)->waiting += run.changes;
      continue;
    }
    ToldGap gap{run.behind(), v1::GAP_STATE_WAITING, run.from, run.to, run.changes, run.since_ms};
    if (run.from > run.to) gap = {gap.change, v1::GAP_STATE_FORKED, 0, 0, run.changes, run.since_ms};
    told.push_back(gap);
  }
  for (const ChangeId change : before) {
    if (open.contains(change)) continue;
    const auto released = released_.find(change);
    told.push_back(released != released_.end() ? released->second : ToldGap{change, v1::GAP_STATE_FILLED});
  }
  return told.empty() ? Status() : tell_gaps(transaction_, identity_, device, told, now_ms_, random_);
}

}  // namespace xinqiao::server
