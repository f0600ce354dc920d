#include "sync/answer/receipts.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/planted.h"
#include "sync/answer/settle.h"
#include "sync/answer/settle_created.h"
#include "sync/damage.h"
#include "sync/restored/fork.h"
#include "wire/receipt.h"

namespace xinqiao::sync {
namespace {

OwnState state_of(v1::Verdict verdict, v1::Reason reason) {
  switch (verdict) {
    case v1::VERDICT_ACCEPTED:
      return OwnState::kAccepted;
    case v1::VERDICT_QUARANTINED:
      return planted(Bug::kQuarantinedCountsAsTaken) ? OwnState::kSettled : OwnState::kQuarantined;
    case v1::VERDICT_PARKED:
      return reason == v1::REASON_UNKNOWN_RECORD ? OwnState::kAwaiting : OwnState::kParked;
    case v1::VERDICT_ERASED:
      return OwnState::kErased;
    default:
      return reason == v1::REASON_WITHDRAWN ? OwnState::kReplaced : OwnState::kRejected;
  }
}

bool waits(OwnState state) {
  return state == OwnState::kQuarantined || state == OwnState::kParked || state == OwnState::kAwaiting;
}

void count(OwnState state, Counts& counts) {
  ++counts.pushed;
  if (state == OwnState::kAccepted || state == OwnState::kReplaced) ++counts.accepted;
  if (state == OwnState::kRejected || state == OwnState::kErased) ++counts.rejected;
  // Its author has nothing to mend.
  if (waits(state)) ++counts.quarantined;
}

// An own change as its receipt speaks of it.
struct Told {
  std::uint64_t seq = 0;
  ChangeId id = 0;
  Id record;
  Stamp written = 0;
  bool begins = false;  // a transaction
  bool alone = false;   // in it
};

void add_changes(const OwnLog::Outgoing& out, std::vector<Told>& told) {
  std::uint32_t behind = 0;  // changes that still belong to the transaction
  for (std::size_t i = 0; i < out.seqs.size(); ++i) {
    const auto& change = out.batch.changes(static_cast<int>(i));
    const Stamp written =
        stamp_at(static_cast<std::int64_t>(out.batch.base_ms()) + change.after_ms()) | change.counter();
    const bool begins = behind == 0;
    behind = begins ? std::max<std::uint32_t>(1, change.transaction()) - 1 : behind - 1;
    told.push_back({out.seqs[i], out.ids[i], Id::from_bytes(change.record()), written, begins, begins && behind == 0});
  }
}

// Makes what was accepted part of base where it may be. True: it is.
using Settle = std::function<Result<bool>(std::size_t, const SettleCreated::Accepted&)>;

// `told`: from the receipt's first change on, perhaps not all of them.
Status take_verdicts(LocalStore& store, const std::vector<Told>& told, const v1::Receipt& receipt, const Settle& settle,
                     Counts& counts, Stamp& latest, std::unordered_set<ChangeId>& accepted) {
  std::vector<bool> begins;
  begins.reserve(told.size());
  for (const Told& change : told) begins.push_back(change.begins);
  const auto verdicts = wire::spell_out(receipt, begins);
  std::set<Id> refused;  // records
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto& verdict = verdicts[i];
    const Stamp effective = verdict.effective != 0 ? verdict.effective : told[i].written;
    OwnState state = state_of(verdict.verdict, verdict.reason);
    count(state, counts);
    if (settle && state == OwnState::kAccepted) {
      XQ_ASSIGN(const bool settled, settle(i, {verdict.seq, effective}));
      if (settled) state = OwnState::kSettled;
    }
    // Replaced by itself it is once it was sent back, of which a restored server may know nothing.
    if (!told[i].alone && waits(state)) XQ_TRY(store.own().note_not_replaced(told[i].seq));
    XQ_TRY(store.own().mark(told[i].seq, state, static_cast<std::uint32_t>(verdict.reason), verdict.seq, effective));
    if (verdict.verdict != v1::VERDICT_ACCEPTED) {
      refused.insert(told[i].record);
      continue;
    }
    latest = std::max(latest, effective);
    accepted.insert(told[i].id);
  }
  for (const Id& record : refused) {
    XQ_ASSIGN(const auto row, store.records().get(record));
    XQ_TRY(store.own().note_replaced(record, row && row->base));
    if (!row || !row->base) continue;
    // What said that it is of another child was not taken.
    const Id child = child_of(*row->base);
    if (!child.is_nil() && child != row->child) XQ_TRY(store.records().move(record, child));
  }
  return {};
}

const OwnLog::Outgoing* find_sent(const std::vector<OwnLog::Outgoing>& sent, const v1::Receipt& receipt) {
  const auto found = std::find_if(sent.begin(), sent.end(), [&](const OwnLog::Outgoing& out) {
    return out.batch.first_seq() == receipt.first_seq() && out.batch.incarnation() == receipt.incarnation();
  });
  return found == sent.end() ? nullptr : &*found;
}

Error refused(const v1::Receipt& receipt) {
  return Error{
      ErrorCode::kInternal,
      "服务器拒收本机的一批记录，请报告；本机记录没有丢失 / the server refuses a batch of this device (reason " +
          std::to_string(receipt.code()) + "); report this, nothing is lost"};
}

Error not_of(const OwnLog::Outgoing& batch) {
  return Error{ErrorCode::kInternal,
               "a receipt that cannot be of the batch from " + std::to_string(batch.batch.first_seq()) + " on"};
}

Status take_taken(LocalStore& store, const OwnLog::Outgoing& batch, const v1::Receipt& receipt, SettleCreated& created,
                  Counts& counts, Stamp& latest, std::unordered_set<ChangeId>& accepted) {
  std::vector<Told> told;
  add_changes(batch, told);
  const Settle settle = [&](std::size_t index, const auto& which) { return created.settle(batch, index, which); };
  XQ_TRY(take_verdicts(store, told, receipt, settle, counts, latest, accepted));
  XQ_TRY(store.own().answered(batch.batch.first_seq(), receipt.SerializeAsString()));
  return pass_damaged(store, batch.batch.first_seq());
}

// A receipt of the server's batch: a copy of this folder may have ended the batch elsewhere. What was answered here is
// in common with it.
Status take_amended_one(LocalStore& store, const v1::Receipt& receipt, Applied& applied, Stamp& latest) {
  XQ_ASSIGN(const auto batches,
            store.own().answered_batches(Id::from_bytes(receipt.incarnation()), receipt.first_seq(), receipt.count()));
  std::vector<Told> told;
  for (const auto& batch : batches) {
    if (batch.batch.first_seq() != receipt.first_seq() + told.size()) break;
    add_changes(batch, told);
  }
  if (told.empty()) return {};
  told.resize(std::min<std::size_t>(told.size(), receipt.count()));
  Counts told_before;
  std::unordered_set<ChangeId> not_of_this_answer;
  XQ_TRY(take_verdicts(store, told, receipt, nullptr, told_before, latest, not_of_this_answer));
  applied.brought_something = true;
  const bool same = batches.front().seqs.size() == receipt.count() && told.back().id == receipt.last();
  return same ? store.own().answered(receipt.first_seq(), receipt.SerializeAsString()) : Status();
}

// The last change in common lies before the batch's own last one.
bool may_fork_at(const OwnLog::Outgoing& batch, std::uint64_t common) {
  return common + 1 >= batch.batch.first_seq() && common < batch.batch.first_seq() + batch.seqs.size() - 1;
}

}  // namespace

Status take_receipts(LocalStore& store, const std::vector<OwnLog::Outgoing>& sent, const v1::SyncResponse& response,
                     Counts& counts, Applied& applied, Stamp& latest, std::unordered_set<ChangeId>& accepted) {
  std::optional<std::uint64_t> need;
  XQ_ASSIGN(auto created, SettleCreated::begin(store));
  for (const auto& receipt : response.receipts()) {
    const OwnLog::Outgoing* batch = find_sent(sent, receipt);
    if (batch == nullptr) continue;
    switch (receipt.outcome()) {
      case v1::OUTCOME_TAKEN:
        if (receipt.count() != batch->seqs.size()) return not_of(*batch);
        XQ_TRY(take_taken(store, *batch, receipt, created, counts, latest, accepted));
        applied.brought_something = true;
        break;
      case v1::OUTCOME_NEED:
        if (!need) need = receipt.from();  // those behind it only follow from the first
        break;
      case v1::OUTCOME_LATER:
        applied.later = true;
        break;
      case v1::OUTCOME_NEED_FULL:
        applied.need_full = true;
        break;
      case v1::OUTCOME_FORKED:
        if (!may_fork_at(*batch, receipt.from())) return not_of(*batch);
        applied.forked_after = std::min(applied.forked_after.value_or(receipt.from()), receipt.from());
        break;
      default:
        applied.refused = refused(receipt);
    }
  }
  XQ_TRY(created.finish());
  // What a fork renames is sent again anyway; what the server says it needs of it is of the old name.
  if (applied.forked_after)
    return continue_after_fork(store, *applied.forked_after + (planted(Bug::kForkOneTooLate) ? 1 : 0));
  if (!need) return {};
  applied.need = need;
  return store.own().send_again_from(*need);
}

Status take_amended(LocalStore& store, const v1::SyncResponse& response, Applied& applied, Stamp& latest) {
  for (const auto& receipt : response.amended()) {
    if (receipt.outcome() == v1::OUTCOME_TAKEN) XQ_TRY(take_amended_one(store, receipt, applied, latest));
  }
  return {};
}

}  // namespace xinqiao::sync
