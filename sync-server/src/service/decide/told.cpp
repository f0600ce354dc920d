#include "service/decide/told.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "service/decide/held_change.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {
namespace {

bool waits_behind(const LoggedChange& row) {
  return row.verdict == v1::VERDICT_PARKED && row.reason == v1::REASON_BEHIND_REFUSED;
}

Result<std::optional<LoggedChange>> what_holds_up(Snapshot& snapshot, const Identity& identity, LoggedChange parked) {
  std::optional<LoggedChange> none;
  for (std::size_t step = 0; step < kHeldBehind; ++step) {
    XQ_ASSIGN(const auto incarnation, snapshot.incarnation_numbered(parked.incarnation));
    if (!incarnation) return none;
    XQ_ASSIGN(const auto refused, snapshot.refused_by(incarnation->device, parked.record, limits::kSeenPerChange));
    const auto first = std::ranges::find_if_not(refused, waits_behind);
    if (first == refused.end()) return none;
    XQ_ASSIGN(const auto whole, read_transaction(snapshot, identity, *first));
    if (!whole) return none;
    const auto waits = std::ranges::find_if(whole->rows(), waits_behind);
    if (waits == whole->rows().end()) return std::optional(*first);
    parked = *waits;
  }
  return none;
}

}  // namespace

Status add_told(Snapshot& snapshot, const Identity& identity, std::span<const LoggedChange> refused,
                std::vector<LoggedChange>& told) {
  std::set<std::pair<std::int64_t, Id>> looked_at;
  std::set<std::uint64_t> there;  // each transaction has an organisation seq of its own
  for (const LoggedChange& row : told) there.insert(row.organisation_seq);
  for (const LoggedChange& row : refused) {
    if (!waits_behind(row)) {
      if (there.insert(row.organisation_seq).second) told.push_back(row);
      continue;
    }
    if (!looked_at.emplace(row.incarnation, row.record).second) continue;
    XQ_ASSIGN(const auto first, what_holds_up(snapshot, identity, row));
    if (first && there.insert(first->organisation_seq).second) told.push_back(*first);
  }
  return {};
}

}  // namespace xinqiao::server
