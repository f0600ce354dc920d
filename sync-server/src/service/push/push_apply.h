#pragma once

#include <span>

#include "auth/rights.h"
#include "service/push/push_aftermath.h"
#include "service/push/push_judge.h"
#include "service/push/push_merge.h"
#include "service/push/push_plan.h"
#include "service/push/working_set.h"

namespace xinqiao::server {

// Takes fresh batches one after another in the writer's transaction: verdicts, organisation seqs,
// effective stamps, merges, receipts; all written by finish(). Lifetime: one transaction;
// what is destroyed after it must not be used any more.
class PushApply {
 public:
  PushApply(Transaction& transaction, const Identity& identity, Author author, std::int64_t now_ms)
      : transaction_(transaction),
        identity_(identity),
        author_(std::move(author)),
        now_ms_(now_ms),
        merge_(transaction, identity, set_, now_ms) {}

  // Loads what the batches touch. Once, first.
  Status load(const std::vector<PlannedBatch*>& batches);
  // Answers with the serialized receipt.
  Result<Bytes> take(PlannedBatch& batch);
  Status finish();
  std::unordered_set<Id>& begun() { return merge_.begun(); }
  // What is left to do once it is written.
  PushAftermath& aftermath() { return aftermath_; }

 private:
  // What this push says was let go of, by receipts.
  void note_let_go(const PlannedBatch& batch);
  Status take_transaction(PlannedBatch& batch, std::size_t first, std::size_t count, std::vector<LoggedChange>& rows);
  struct Given {
    Judgement judgement;
    std::string why;  // of what the office returned
    Stamp effective = 0;
    bool told = false;     // a receipt shown tells what the server said of it, before it revoked its device
    bool lifted = false;   // and that it was accepted
    bool decided = false;  // an office's acceptance was here first
  };
  Result<std::vector<Given>> judge(const PlannedBatch& batch, std::size_t first, std::size_t count);
  void honour(const wire::ChangeReceipt& receipt, const Change& change, bool alone, Given& given) const;
  // `alone`: as the server judges by itself.
  Status consult_office(std::span<const Change> changes, std::span<const Judgement> alone, std::vector<Given>& given);
  // Its row, when it was taken before, under whatever name.
  const LoggedChange* known_before(ChangeId id) const;
  static LoggedChange row_of(const Change& change, const Given& given);
  struct Noted {
    bool may_replace = true;  // a revoked device may be in anybody's hands, and takes nothing out of the office's sight
    bool alone = true;        // nothing was saved with it
  };
  void note(const LoggedChange& row, const Change& change, const Id& incarnation, Noted how);
  Result<std::int64_t> number_of(const Incarnation& incarnation);

  Transaction& transaction_;
  const Identity& identity_;
  const Author author_;
  const std::int64_t now_ms_;
  WorkingSet set_;
  WriteSet writes_;
  std::map<Id, Incarnation> tips_;
  PushMerge merge_;
  PushAftermath aftermath_;
  std::unordered_set<ChangeId> let_go_;
  Stamp late_by_ = 0;  // of a planted bug
};

}  // namespace xinqiao::server
