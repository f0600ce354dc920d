#include "service/push/push_apply.h"

#include <algorithm>

#include "merge/saw.h"
#include "merge/standing.h"
#include "service/push/derive.h"
#include "service/push/push_judge.h"
#include "service/push/push_receipt.h"
#include "service/push/tell_saw.h"

namespace xinqiao::server {
namespace {

// What a change decided between goes with it.
void keep_decisions(RecordState& state, ChangeId id, std::map<std::uint32_t, std::vector<Saw>> decided) {
  for (auto& [number, saw] : decided) {
    auto& heads = state.groups[number].heads;
    const auto head = std::ranges::find(heads, id, &Head::id);
    if (head != heads.end()) head->saw = std::move(saw);
  }
}

}  // namespace

Status PushApply::load(const std::vector<PlannedBatch*>& batches) {
  std::vector<const wire::OpenedBatch*> opened;
  std::vector<Incarnation> incarnations;
  for (const PlannedBatch* batch : batches) {
    opened.push_back(&batch->opened);
    incarnations.push_back(batch->incarnation);
  }
  XQ_ASSIGN(writes_.last_seq, transaction_.last_seq());
  return set_.load(transaction_, opened, incarnations);
}

Result<Bytes> PushApply::take(PlannedBatch& batch) {
  const wire::OpenedBatch& opened = batch.opened;
  XQ_ASSIGN(batch.incarnation.no, number_of(batch.incarnation));
  std::vector<LoggedChange> rows;
  rows.reserve(opened.changes.size());
  for (std::size_t first = 0; first < opened.changes.size();) {
    const std::size_t count = std::max<std::size_t>(1, opened.changes[first].transaction);
    XQ_TRY(take_transaction(batch, first, count, rows));
    first += count;
  }
  const v1::Receipt receipt = taken_receipt(opened, rows, identity_.receipt_key);
  Bytes bytes = receipt.SerializeAsString();
  const std::uint64_t last = opened.first_seq + opened.changes.size() - 1;
  Incarnation& tip = tips_[opened.incarnation];
  // What the batch repeats of an earlier one is in the log already.
  const std::uint64_t known = tip.tip_seq;
  for (LoggedChange& row : rows) {
    if (row.seq > known) writes_.log.push_back(std::move(row));
  }
  tip.tip_seq = last;
  tip.tip_chain = opened.chain.back();
  writes_.batches.push_back({batch.incarnation.no, opened.first_seq, static_cast<std::uint32_t>(opened.changes.size()),
                             std::move(batch.bytes), bytes});
  return bytes;
}

Result<std::int64_t> PushApply::number_of(const Incarnation& incarnation) {
  const auto found = tips_.find(incarnation.id);
  if (found != tips_.end()) return found->second.no;
  Incarnation tip = incarnation;
  if (tip.no == 0) {
    XQ_ASSIGN(tip.no, transaction_.add_incarnation(incarnation));
  }
  return tips_.emplace(incarnation.id, tip).first->second.no;
}

Status PushApply::take_transaction(const PlannedBatch& batch, std::size_t first, std::size_t count,
                                   std::vector<LoggedChange>& rows) {
  const std::span<const Change> changes(batch.opened.changes.data() + first, count);
  const std::span<const Violation> violations(batch.violations.data() + first, count);
  XQ_ASSIGN(const auto judgements, PushJudge(set_, author_, batch.opened.incarnation).judge(changes, violations));
  // The end of this millisecond: a counter is not a future.
  const Stamp now = stamp_at(now_ms_) | 0xFFFF;
  std::uint64_t seq = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Change& change = changes[i];
    LoggedChange row;
    if (const LoggedChange* known = set_.change(change.id)) {
      row = *known;  // sent again by an incarnation that continues the chain: its verdict stands
    } else {
      if (seq == 0) seq = ++writes_.last_seq;
      row.id = change.id;
      row.record = change.record;
      row.organisation_seq = seq;
      row.verdict = judgements[i].verdict;
      row.reason = judgements[i].reason;
      row.field = judgements[i].field;
      row.effective = std::min(change.written, now);
    }
    if (row.verdict != v1::VERDICT_ACCEPTED) set_.add_refused(batch.opened.incarnation, change.record);
    row.incarnation = batch.incarnation.no;
    row.seq = batch.opened.first_seq + first + i;
    row.chain = batch.opened.chain[first + i];
    row.begins = i == 0;
    rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const LoggedChange& row = rows[rows.size() - count + i];
    if (set_.change(row.id) != nullptr) continue;
    if (row.verdict == v1::VERDICT_ACCEPTED) XQ_TRY(merge_change(changes[i], row.effective, row.organisation_seq));
    set_.add_change(row);
  }
  return {};
}

Status PushApply::merge_change(const Change& change, Stamp effective, std::uint64_t seq) {
  WorkingRecord* record = set_.find(change.record);
  if (record == nullptr) {
    StoredRecord row = project(change, nullptr);
    row.created_seq = seq;
    record = &set_.create(row);
  }
  XQ_ASSIGN(RecordState * state, set_.state(*record));
  Change given = change;
  given.effective = effective;
  record->bytes += size_in_state(change);
  past_.remember(given);
  std::map<std::uint32_t, std::vector<Saw>> decided;
  for (const TouchedGroup& group : change.groups) {
    auto saw = saw_in(state->groups[group.number], group.seen);
    if (is_decision(saw)) decided[group.number] = std::move(saw);
  }
  merge(*state, given, seq, [this](ChangeId id) { return set_.is_accepted(id); });
  for (const TouchedGroup& group : change.groups) {
    if (is_clash(state->groups[group.number])) to_tell_.emplace(change.record, group.number);
  }
  if (may_tell(state->kind)) keep_decisions(*state, change.id, std::move(decided));
  record->dirty = true;
  record->row.kind = state->kind;
  record->row.seq = seq;
  return derive(set_, *record, seq);
}

// In a clash what everybody had seen goes with the values.
Status PushApply::tell_people() {
  std::size_t left = kSawBytesPerPush;
  for (const auto& [id, number] : to_tell_) {
    WorkingRecord* record = set_.find(id);
    XQ_ASSIGN(RecordState * state, set_.state(*record));
    if (may_tell(state->kind)) XQ_TRY(tell_saw(past_, *state, number, left));
  }
  return {};
}

Status PushApply::finish() {
  XQ_TRY(tell_people());
  for (const auto& [id, tip] : tips_) writes_.tips.push_back(tip);
  set_.collect(writes_);
  return transaction_.write(writes_);
}

}  // namespace xinqiao::server
