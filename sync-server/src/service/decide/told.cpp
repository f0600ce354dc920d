#include "service/decide/told.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "service/decide/held_change.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {
namespace {

bool waits_behind(const LoggedChange& row) {
  return row.verdict == v1::VERDICT_PARKED && row.reason == v1::REASON_BEHIND_REFUSED;
}

// Walks from what is parked to what holds it up; reads each transaction once.
class HoldsUp {
 public:
  HoldsUp(Snapshot& snapshot, const Identity& identity) : snapshot_(snapshot), identity_(identity) {}

  Result<std::optional<LoggedChange>> find(LoggedChange parked) {
    const std::optional<LoggedChange> none;
    for (std::size_t step = 0; step < kHeldBehind; ++step) {
      XQ_ASSIGN(const auto incarnation, snapshot_.incarnation_numbered(parked.incarnation));
      if (!incarnation) return none;
      XQ_ASSIGN(const auto refused, snapshot_.refused_by(incarnation->device, parked.record, limits::kSeenPerChange));
      const auto first = std::ranges::find_if_not(refused, waits_behind);
      if (first == refused.end()) return none;
      XQ_ASSIGN(const auto waits, waiting_part(*first));
      if (!waits) return std::optional(*first);
      parked = *waits;
    }
    return none;
  }

 private:
  // Of the transaction that the change belongs to.
  Result<std::optional<LoggedChange>> waiting_part(const LoggedChange& member) {
    const auto known = parts_.find(member.organisation_seq);
    if (known != parts_.end()) return known->second;
    XQ_ASSIGN(const auto whole, read_transaction(snapshot_, identity_, member));
    std::optional<LoggedChange> waits;
    if (whole) {
      const auto found = std::ranges::find_if(whole->rows(), waits_behind);
      if (found != whole->rows().end()) waits = *found;
    }
    return parts_[member.organisation_seq] = std::move(waits);
  }

  Snapshot& snapshot_;
  const Identity& identity_;
  std::map<std::uint64_t, std::optional<LoggedChange>> parts_;  // by organisation seq, which each has of its own
};

}  // namespace

Status add_told(Snapshot& snapshot, const Identity& identity, std::span<const LoggedChange> refused,
                std::vector<LoggedChange>& told) {
  HoldsUp holds_up(snapshot, identity);
  std::set<std::pair<std::int64_t, Id>> looked_at;
  std::set<std::uint64_t> there;  // each transaction has an organisation seq of its own
  for (const LoggedChange& row : told) there.insert(row.organisation_seq);
  for (const LoggedChange& row : refused) {
    if (!waits_behind(row)) {
      if (there.insert(row.organisation_seq).second) told.push_back(row);
      continue;
    }
    if (!looked_at.emplace(row.incarnation, row.record).second) continue;
    XQ_ASSIGN(const auto first, holds_up.find(row));
    if (first && there.insert(first->organisation_seq).second) told.push_back(*first);
  }
  return {};
}

}  // namespace xinqiao::server
