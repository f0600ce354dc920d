#include "service/decide/follow_up.h"

#include "service/decide/amend.h"
#include "service/decide/decision.h"
#include "service/decide/held_change.h"
#include "service/decide/told.h"

namespace xinqiao::server {
namespace {

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
  XQ_TRY(add_replaced(transaction, aftermath.replaced, told));
  XQ_TRY(write_held(transaction, identity, told, now_ms, random));
  const std::vector<Id> ids(aftermath.decisions.begin(), aftermath.decisions.end());
  XQ_ASSIGN(const auto decisions, transaction.records(ids));
  std::vector<ChangeId> decided;
  for (const StoredRecord& decision : decisions) {
    XQ_ASSIGN(const auto change, change_decided(identity, decision));
    if (change) decided.push_back(*change);
  }
  Amender amender(transaction, identity, now_ms, random);
  XQ_TRY(amender.decide(decided));
  XQ_TRY(amender.take_along(aftermath.taken_along));
  XQ_TRY(amender.free_behind(aftermath.replaced));
  XQ_TRY(amender.lift(aftermath.lifted));
  XQ_TRY(amender.tell_restamped(aftermath.restamped));
  XQ_TRY(amender.reinstate(aftermath.reinstated));
  if (!aftermath.filled.empty()) XQ_TRY(amender.note_late(aftermath.refused));
  XQ_TRY(amender.judge_again(aftermath.awaited));
  // What they wait behind now.
  std::vector<LoggedChange> behind;
  XQ_TRY(add_told(transaction, identity, aftermath.parked, behind));
  return write_held(transaction, identity, behind, now_ms, random);
}

}  // namespace xinqiao::server
