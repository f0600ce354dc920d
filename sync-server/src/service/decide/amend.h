#pragma once

#include <map>
#include <set>

#include "base/platform/random.h"
#include "service/push/push_judge.h"
#include "service/push/stored_changes.h"

namespace xinqiao::server {

// Judges again what waits in the log, once the office has decided or what it waited for is decided (docs/protocol.md
// section 9). Each transaction that gets another verdict has a new organisation seq and amended receipts, and those
// behind it are looked at in their turn. Lifetime: one transaction of the store; all it does is written when it
// returns.
class Amender {
 public:
  Amender(Transaction& transaction, const Identity& identity, std::int64_t now_ms, Random& random)
      : transaction_(transaction), identity_(identity), now_ms_(now_ms), random_(random) {}

  // Decisions about these changes stand now. Nothing happens while a change is not here, or is accepted.
  Status decide(const std::vector<ChangeId>& changes);
  // These were accepted once: a receipt says so. Accepted is final.
  Status lift(const std::vector<ChangeId>& changes);
  // What these waited for is here now.
  Status judge_again(const std::vector<LoggedChange>& changes);
  // Their author wrote these anew, or let go of them: what waited behind them waits no longer.
  Status free_behind(const std::vector<ChangeId>& replaced);
  // Their author let go of these, or took back their record: what waits with them is judged without them.
  Status take_along(const std::vector<ChangeId>& changes);
  // These came in behind what their author wrote later: a gap was filled. That may replace them.
  Status note_late(const std::vector<LoggedChange>& refused);
  // These devices are revoked no more: what they let go of, took back or wrote anew meanwhile counts now.
  Status reinstate(const std::vector<std::uint32_t>& devices);
  // These count as of another time now.
  Status tell_restamped(const std::vector<ChangeId>& changes);

 private:
  // What its author has replaced of one that was sent back stays as it was judged, unless an office accepts the whole.
  struct Again {
    std::vector<std::size_t> members;
    std::vector<Judgement> judgements;  // of these
    std::string why;
  };
  Status run();
  Status queue_decided(ChangeId change);
  Status queue_decisions();
  Status amend(const LoggedChange& member);
  Status queue_freed(const std::vector<ChangeId>& replaced);
  void queue_parked(const LoggedChange& row);
  Result<bool> is_trusted(std::uint32_t device);
  Status replace_meanwhile(const StoredTransaction& waiting, const Again& again, WorkingSet& set);
  Result<std::vector<Judgement>> judge_members(const StoredTransaction& waiting,
                                               const std::vector<std::size_t>& members, WorkingSet& set);
  static bool is_as_before(const StoredTransaction& waiting, const Again& again);
  Result<Again> judge(const StoredTransaction& waiting, WorkingSet& set);
  Status write(const StoredTransaction& waiting, const Again& again, WorkingSet& set);
  Status queue_reinstated(std::uint32_t device);
  Status note_replaced(const LoggedChange& row);
  Status tell_offices();
  Status queue_taken_along(const std::vector<ChangeId>& changes);
  Result<bool> is_written_anew(const LoggedChange& row, const Change& change, std::uint32_t device);
  Status note_replaced(const StoredTransaction& sent_back);
  Status let_go(const LoggedChange& letting_go);
  Status tell_replaced(const std::vector<ChangeId>& replaced);
  Status write_receipts(ChangeId first);
  Status queue_behind(const StoredTransaction& amended);

  Transaction& transaction_;
  const Identity& identity_;
  const std::int64_t now_ms_;
  Random& random_;
  std::set<ChangeId> lifted_;
  std::set<ChangeId> taken_along_;
  std::set<Id> decisions_;  // records of decisions accepted here
  OpenedRows last_;         // changes that stand together are often asked for together
  bool moved_ = false;      // a verdict has changed since what had seen something held was looked at
  std::map<std::uint64_t, LoggedChange> queue_;           // one of each transaction, by organisation seq
  std::set<std::pair<std::uint32_t, Id>> moved_records_;  // by device: what offices were told of these may be otherwise
};

}  // namespace xinqiao::server
