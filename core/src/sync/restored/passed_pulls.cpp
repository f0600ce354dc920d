#include "sync/restored/passed_pulls.h"

#include "base/planted.h"

namespace xinqiao::sync {
namespace {

// The gap that would be there without the one at `at`, as a part of the way back to it.
double gap_without(const v1::SyncState& state, int at) {
  const auto seq = [&](int i) { return static_cast<double>(state.passed(i).seq()); };
  return (seq(at + 1) - seq(at - 1)) / (seq(state.passed_size() - 1) - seq(at - 1));
}

}  // namespace

void note_passed(v1::SyncState& state, std::uint64_t seq, const std::string& cursor) {
  auto& passed = *state.mutable_passed();
  while (!passed.empty() && passed.rbegin()->seq() >= seq) passed.RemoveLast();
  v1::PassedPull& newest = *passed.Add();
  newest.set_seq(seq);
  newest.set_cursor(cursor);
  if (passed.size() <= kPassedPullsMax) return;
  int closest = 1;
  for (int at = 2; at < state.passed_size() - 1; ++at) {
    if (gap_without(state, at) < gap_without(state, closest)) closest = at;
  }
  passed.DeleteSubrange(closest, 1);
}

void fall_back(v1::SyncState& state, std::uint64_t cut) {
  if (planted(Bug::kEpochFromPosition)) return;
  auto& passed = *state.mutable_passed();
  while (!passed.empty() && passed.rbegin()->seq() > cut) passed.RemoveLast();
  state.set_cursor(passed.empty() ? std::string() : passed.rbegin()->cursor());
}

}  // namespace xinqiao::sync
