#include "service/decide/amend.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/planted.h"
#include "model/schema.h"
#include "service/decide/decision.h"
#include "service/decide/held_change.h"
#include "service/push/derive.h"
#include "service/push/push.h"
#include "service/push/push_merge.h"
#include "service/push/push_receipt.h"

namespace xinqiao::server {

Status Amender::amend(const LoggedChange& member) {
  XQ_ASSIGN(const auto found, read_transaction(transaction_, identity_, member));
  if (!found) return {};
  const StoredTransaction& waiting = *found;
  const wire::OpenedBatch batch = opened(waiting.all, waiting.changes());
  WorkingSet set;
  XQ_ASSIGN(const auto incarnation, transaction_.incarnation_numbered(member.incarnation));
  if (!incarnation) return Error{ErrorCode::kCorrupt, "a change without its incarnation"};
  XQ_TRY(set.load(transaction_, identity_, {&batch}, {*incarnation}));
  XQ_ASSIGN(const auto again, judge(waiting, set));
  if (is_as_before(waiting, again)) return replace_meanwhile(waiting, again, set);
  XQ_TRY(write(waiting, again, set));
  XQ_TRY(note_replaced(waiting));
  const LoggedChange& first = waiting.rows().front();
  XQ_TRY(write_receipts(first.id));
  const bool told = is_told(waiting.rows()) || again.judgements.front().verdict != v1::VERDICT_ACCEPTED;
  if (told) XQ_TRY(write_held(transaction_, identity_, waiting.rows().first(1), now_ms_, random_));
  return queue_behind(waiting);
}

Result<bool> Amender::is_trusted(std::uint32_t device) {
  XQ_ASSIGN(const auto found, transaction_.device(device));
  return found && found->revoked_ms == 0;
}

// It goes on waiting behind something; something else it names may have been sent back since.
Status Amender::replace_meanwhile(const StoredTransaction& waiting, const Again& again, WorkingSet& set) {
  XQ_ASSIGN(const bool trusted, is_trusted(waiting.all.device));
  if (!trusted) return {};
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  for (const std::size_t member : again.members) {
    if (waiting.rows()[member].reason != v1::REASON_BEHIND_REFUSED) continue;
    std::ranges::move(set.replace_refused(waiting.all.incarnation, waiting.changes()[member]),
                      std::back_inserter(writes.replaced));
  }
  if (writes.replaced.empty()) return {};
  XQ_TRY(transaction_.write(writes));
  return tell_replaced(writes.replaced);
}

bool Amender::is_as_before(const StoredTransaction& waiting, const Again& again) {
  for (std::size_t i = 0; i < again.members.size(); ++i) {
    const LoggedChange& row = waiting.rows()[again.members[i]];
    const Judgement& now = again.judgements[i];
    const bool same_why = now.verdict == v1::VERDICT_ACCEPTED || row.why == again.why;
    if (row.verdict != static_cast<std::uint32_t>(now.verdict) || !same_why ||
        row.reason != static_cast<std::uint32_t>(now.reason)) {
      return false;
    }
  }
  return true;
}

Result<std::vector<Judgement>> Amender::judge_members(const StoredTransaction& waiting,
                                                      const std::vector<std::size_t>& members, WorkingSet& set) {
  std::vector<Change> changes;
  std::vector<Violation> violations;
  for (const std::size_t member : members) {
    changes.push_back(waiting.changes()[member]);
    violations.push_back(violation_of(changes.back()));
  }
  Author author;
  XQ_ASSIGN(const auto device, transaction_.device(waiting.all.device));
  if (device) {
    XQ_ASSIGN(author, author_of(transaction_, *device));
  }
  PushJudge judge(set, author, waiting.all.incarnation, waiting.rows().front().seq);
  return judge.judge(changes, violations);
}

Result<Amender::Again> Amender::judge(const StoredTransaction& waiting, WorkingSet& set) {
  std::vector<std::size_t> lifted;
  std::vector<std::size_t> taken_along;
  std::vector<std::size_t> refused;
  std::vector<std::size_t> open;  // of these
  for (std::size_t i = 0; i < waiting.count; ++i) {
    const LoggedChange& row = waiting.rows()[i];
    set.forget_change(row.id);
    if (row.verdict == v1::VERDICT_ACCEPTED) continue;
    if (lifted_.contains(row.id)) {
      lifted.push_back(i);
      continue;
    }
    if (row.verdict == v1::VERDICT_PARKED && taken_along_.contains(row.id)) {
      taken_along.push_back(i);
      continue;
    }
    if (row.reason == v1::REASON_WITHDRAWN) continue;  // for ever, whatever became of what it named
    refused.push_back(i);
    if (!row.replaced) open.push_back(i);
  }
  XQ_ASSIGN(const auto decision, find_decision(transaction_, identity_, waiting.changes()));
  const bool accepts = decision && decision->accepts;
  Again again;
  again.members = accepts ? refused : open;
  XQ_ASSIGN(again.judgements, judge_members(waiting, again.members, set));
  bool counts = decision && !again.members.empty() && counts_for(*decision, again.judgements);
  if (accepts && !counts && open.size() < refused.size()) {
    again.members = open;
    XQ_ASSIGN(again.judgements, judge_members(waiting, open, set));
    counts = !open.empty() && counts_for(*decision, again.judgements);
  }
  if (counts) {
    for (Judgement& one : again.judgements) {
      if (one.reason != v1::REASON_WITHDRAWN) one = judgement_of(*decision);
    }
    if (planted(Bug::kDecisionForOneChange))
      std::fill(again.judgements.begin() + 1, again.judgements.end(),
                Judgement{v1::VERDICT_QUARANTINED, v1::REASON_TRANSACTION, 0});
    again.why = decision->why;
  }
  again.members.insert(again.members.end(), lifted.begin(), lifted.end());
  again.judgements.resize(again.members.size());
  again.members.insert(again.members.end(), taken_along.begin(), taken_along.end());
  again.judgements.resize(again.members.size(), {v1::VERDICT_REJECTED, v1::REASON_WITHDRAWN});
  return again;
}

Status Amender::write(const StoredTransaction& waiting, const Again& again, WorkingSet& set) {
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  const std::uint64_t seq = ++writes.last_seq;
  PushMerge merge(transaction_, identity_, set, now_ms_);
  std::vector<LoggedChange> rows(waiting.rows().begin(), waiting.rows().end());
  for (LoggedChange& row : rows) {
    row.amended_seq = seq;
    if (row.verdict != v1::VERDICT_ACCEPTED) row.organisation_seq = seq;  // what was accepted stays where it came in
  }
  XQ_ASSIGN(const bool trusted, is_trusted(waiting.all.device));
  std::vector<ChangeId> replaced;
  for (std::size_t i = 0; i < again.members.size(); ++i) {
    LoggedChange& row = rows[again.members[i]];
    const bool merged = row.verdict == v1::VERDICT_ACCEPTED;  // as a member of another transaction
    row.verdict = again.judgements[i].verdict;
    row.reason = again.judgements[i].reason;
    row.field = again.judgements[i].field;
    row.why = row.verdict == v1::VERDICT_ACCEPTED ? "" : again.why;
    const Change& change = waiting.changes()[again.members[i]];
    const bool withdrawn = row.reason == v1::REASON_WITHDRAWN;
    row.replaced = row.replaced || withdrawn;
    // What awaited its record has replaced nothing so far. A revoked device replaces by what the office accepts alone.
    if (trusted || row.verdict == v1::VERDICT_ACCEPTED) {
      std::ranges::move(set.replace_refused(waiting.all.incarnation, change), std::back_inserter(replaced));
      if (withdrawn) XQ_TRY(queue_taken_along(set.taken_along(waiting.all.incarnation, change)));
    }
    if (row.verdict != v1::VERDICT_ACCEPTED || merged) continue;
    XQ_TRY(merge.merge_change(change, row.effective, seq));
    if (set.find(row.record)->row.kind == schema::kDecisionKind) decisions_.insert(row.record);
  }
  for (LoggedChange& row : rows) {
    set.add_change(row);
    writes.amended.push_back(std::move(row));
  }
  XQ_TRY(merge.tell_people());
  const std::vector<Id> created = set.created();
  std::vector<ChangeId> restamped;
  for (const auto& [id, stamp] : merge.restamped()) restamped.push_back(id);
  writes.restamped.merge(merge.restamped());
  set.collect(writes);
  writes.replaced = replaced;
  XQ_ASSIGN(const auto trusted_again, reinstated(transaction_, writes));
  XQ_TRY(transaction_.write(writes));
  XQ_TRY(tell_restamped(restamped));
  XQ_TRY(tell_replaced(replaced));
  for (const std::uint32_t number : trusted_again) XQ_TRY(queue_reinstated(number));
  XQ_ASSIGN(const auto awaiting, transaction_.awaiting(created));
  for (const LoggedChange& row : awaiting) queue_.emplace(row.organisation_seq, row);
  return {};
}

// Wherever the transaction stands: also under incarnations that continue its author's.
Status Amender::write_receipts(ChangeId first) {
  XQ_ASSIGN(const auto places, transaction_.places(first));
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  for (const LoggedChange& place : places) {
    XQ_ASSIGN(auto stored, read_batch(transaction_, identity_, place.incarnation, place.seq));
    if (!stored) continue;
    const auto receipt = taken_receipt(opened(*stored, stored->changes), stored->rows, identity_.receipt_key);
    stored->batch.receipt = receipt.SerializeAsString();
    stored->batch.amended_seq = receipt.amended_seq();
    writes.batches.push_back(std::move(stored->batch));
  }
  return transaction_.write(writes);
}

}  // namespace xinqiao::server
