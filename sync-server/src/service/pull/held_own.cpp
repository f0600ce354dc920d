#include "service/pull/held_own.h"

#include <algorithm>

#include "base/limits.h"

namespace xinqiao::server {

Status add_held(Snapshot& snapshot, const Device& device, const v1::SyncRequest& request, OwnAccepted& own) {
  if (request.held().empty()) return {};
  XQ_ASSIGN(const auto incarnation, snapshot.incarnation(Id::from_bytes(request.hello().incarnation())));
  if (!incarnation || incarnation->device != device.number) return {};
  std::uint64_t left = limits::kHeldChanges;
  const int runs = std::min(request.held_size(), static_cast<int>(limits::kHeldRuns));
  for (int i = 0; i < runs; ++i) {
    const v1::HeldRun& run = request.held(i);
    if (run.last() < run.first() || run.last() - run.first() >= left) continue;
    XQ_ASSIGN(const auto rows, snapshot.log(incarnation->no, run.first(), run.last()));
    left -= std::min<std::uint64_t>(left, rows.size());
    const bool same = !rows.empty() && rows.back().seq == run.last() && rows.back().id == run.id();
    if (!same) continue;
    for (const LoggedChange& row : rows) {
      if (row.verdict == v1::VERDICT_ACCEPTED) own.add(row.id, row.record, row.organisation_seq);
    }
  }
  return {};
}

}  // namespace xinqiao::server
