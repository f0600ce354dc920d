#include "service/decide/follow_up.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "service/decide/amend.h"
#include "service/decide/decision.h"
#include "service/decide/held_change.h"

namespace xinqiao::server {
namespace {

bool holds_up_others(const LoggedChange& row) { return row.reason != v1::REASON_BEHIND_REFUSED; }

// What a parked change waits behind, over as many that wait themselves as are told with it.
Result<std::optional<LoggedChange>> what_holds_up(Snapshot& snapshot, const Identity& identity, LoggedChange parked) {
  std::optional<LoggedChange> none;
  for (std::size_t step = 0; step < kHeldBehind; ++step) {
    XQ_ASSIGN(const auto incarnation, snapshot.incarnation_numbered(parked.incarnation));
    if (!incarnation) return none;
    XQ_ASSIGN(const auto refused, snapshot.refused_by(incarnation->device, parked.record, limits::kSeenPerChange));
    const auto first = std::ranges::find_if(refused, holds_up_others);
    if (first == refused.end()) return none;
    XQ_ASSIGN(const auto whole, read_transaction(snapshot, identity, *first));
    if (!whole) return none;
    const auto waits = std::ranges::find_if(whole->rows(), [](const LoggedChange& row) {
      return row.verdict == v1::VERDICT_PARKED && row.reason == v1::REASON_BEHIND_REFUSED;
    });
    if (waits == whole->rows().end()) return std::optional(*first);
    parked = *waits;
  }
  return none;
}

// So that the office sees what waits there.
Status add_before(Snapshot& snapshot, const Identity& identity, const std::vector<LoggedChange>& parked,
                  std::vector<LoggedChange>& told) {
  std::set<std::pair<std::int64_t, Id>> looked_at;
  for (const LoggedChange& row : parked) {
    if (!looked_at.emplace(row.incarnation, row.record).second) continue;
    XQ_ASSIGN(const auto first, what_holds_up(snapshot, identity, row));
    if (first) told.push_back(*first);
  }
  return {};
}

// What waits for nobody any more.
Status add_replaced(Snapshot& snapshot, const std::vector<ChangeId>& replaced, std::vector<LoggedChange>& told) {
  XQ_ASSIGN(const auto rows, snapshot.changes(replaced));
  told.insert(told.end(), rows.begin(), rows.end());
  return {};
}

}  // namespace

Status follow_up(Transaction& transaction, const Identity& identity, const PushAftermath& aftermath,
                 std::int64_t now_ms, Random& random) {
  if (aftermath.empty()) return {};
  std::vector<LoggedChange> told = aftermath.refused;
  XQ_TRY(add_before(transaction, identity, aftermath.parked, told));
  XQ_TRY(add_replaced(transaction, aftermath.replaced, told));
  XQ_TRY(write_held(transaction, identity, told, now_ms, random));
  const std::vector<Id> ids(aftermath.decisions.begin(), aftermath.decisions.end());
  XQ_ASSIGN(const auto decisions, transaction.records(ids));
  Amender amender(transaction, identity, now_ms, random);
  for (const StoredRecord& decision : decisions) {
    XQ_ASSIGN(const auto change, change_decided(identity, decision));
    if (change) XQ_TRY(amender.decide(*change));
  }
  XQ_TRY(amender.take_along(aftermath.taken_along));
  XQ_TRY(amender.free_behind(aftermath.replaced));
  XQ_TRY(amender.lift(aftermath.lifted));
  XQ_TRY(amender.tell_restamped(aftermath.restamped));
  XQ_TRY(amender.reinstate(aftermath.reinstated));
  return amender.judge_again(aftermath.awaited);
}

}  // namespace xinqiao::server
