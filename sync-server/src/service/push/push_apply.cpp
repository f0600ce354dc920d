#include "service/push/push_apply.h"

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "base/planted.h"
#include "merge/replaces.h"
#include "model/schema.h"
#include "service/decide/decision.h"
#include "service/gap/jumps.h"
#include "service/push/derive.h"
#include "service/push/push_receipt.h"

namespace xinqiao::server {
namespace {

// What is asked of it from here on is only which it was.
Change taken_out(Change& change) {
  return {.id = change.id,
          .record = change.record,
          .kind = change.kind,
          .written = change.written,
          .effective = change.effective,
          .author = change.author,
          .transaction = change.transaction,
          .groups = std::move(change.groups)};
}

}  // namespace

Status PushApply::load(const std::vector<PlannedBatch*>& batches) {
  std::vector<const wire::OpenedBatch*> opened;
  std::vector<Incarnation> incarnations;
  for (const PlannedBatch* batch : batches) {
    opened.push_back(&batch->opened);
    incarnations.push_back(batch->incarnation);
  }
  for (const PlannedBatch* batch : batches) note_let_go(*batch);
  XQ_ASSIGN(writes_.last_seq, transaction_.last_seq());
  return set_.load(transaction_, identity_, opened, incarnations);
}

void PushApply::note_let_go(const PlannedBatch& batch) {
  for (std::size_t i = 0; i < batch.shown.size(); ++i) {
    const Change& change = batch.opened.changes[i];
    const auto& receipt = batch.shown[i];
    if (!receipt || receipt->reason != v1::REASON_WITHDRAWN || !is_letting_go(change)) continue;
    const auto& covers = change.groups.front().covers;
    let_go_.insert(covers.begin(), covers.end());
  }
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
  const std::uint64_t known = batch.fills ? batch.fills->first - 1 : tip.tip_seq;
  for (LoggedChange& row : rows) {
    if (row.seq > known) writes_.log.push_back(std::move(row));
  }
  if (batch.fills) {
    const Jump left = filled_to(*batch.fills, last);
    writes_.jumps.emplace_back(batch.incarnation.no, left);
    aftermath_.filled.push_back(left);
  } else {
    tip.tip_seq = last;
    tip.tip_chain = opened.chain.back();
  }
  writes_.batches.push_back({batch.incarnation.no, opened.first_seq, static_cast<std::uint32_t>(opened.changes.size()),
                             std::move(batch.bytes), bytes, receipt.amended_seq()});
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

Status PushApply::take_transaction(PlannedBatch& batch, std::size_t first, std::size_t count,
                                   std::vector<LoggedChange>& rows) {
  const std::span<Change> changes(batch.opened.changes.data() + first, count);
  const Id& incarnation = batch.opened.incarnation;
  const std::uint64_t place = batch.opened.first_seq + first;
  XQ_ASSIGN(const auto given, judge(batch, first, count));
  std::uint64_t seq = 0;
  for (std::size_t i = 0; i < count; ++i) {
    LoggedChange row;
    if (const LoggedChange* known = known_before(changes[i].id)) {
      row = *known;  // sent again by an incarnation that continues the chain: its verdict stands
      if (given[i].lifted && row.verdict != v1::VERDICT_ACCEPTED) aftermath_.lifted.push_back(row.id);
    } else {
      if (seq == 0) seq = ++writes_.last_seq;
      row = row_of(changes[i], given[i]);
      row.organisation_seq = seq;
    }
    row.incarnation = batch.incarnation.no;
    row.seq = place + i;
    row.chain = batch.opened.chain[first + i];
    row.begins = i == 0;
    if (set_.change(row.id) != nullptr && is_refused(row)) set_.add_refused(incarnation, row, changes[i], count == 1);
    rows.push_back(std::move(row));
  }
  bool told = false;
  for (std::size_t i = 0; i < count; ++i) {
    const LoggedChange& row = rows[rows.size() - count + i];
    if (known_before(row.id) != nullptr) continue;
    note(row, changes[i], incarnation, {.may_replace = !author_.revoked || given[i].told, .alone = count == 1});
    // Offices that were told that it waits hear what became of it.
    if (!told && (is_refused(row) || given[i].decided)) aftermath_.refused.push_back(row);
    told = told || is_refused(row) || given[i].decided;
    if (row.verdict == v1::VERDICT_ACCEPTED) {
      XQ_TRY(merge_.merge_change(taken_out(changes[i]), row.effective, row.organisation_seq));
      if (set_.find(row.record)->row.kind == schema::kDecisionKind) aftermath_.decisions.insert(row.record);
    }
    set_.add_change(row);
  }
  return {};
}

const LoggedChange* PushApply::known_before(ChangeId id) const {
  return planted(Bug::kIdsForgotten) ? nullptr : set_.change(id);
}

LoggedChange PushApply::row_of(const Change& change, const Given& given) {
  LoggedChange row;
  row.id = change.id;
  row.record = change.record;
  row.verdict = given.judgement.verdict;
  row.reason = given.judgement.reason;
  row.field = given.judgement.field;
  row.effective = given.effective;
  row.why = given.why;
  row.replaced = given.judgement.reason == v1::REASON_WITHDRAWN;  // nobody has to do anything about it
  return row;
}

// One for each change. What a receipt says goes before what would be said now.
Result<std::vector<PushApply::Given>> PushApply::judge(const PlannedBatch& batch, std::size_t first,
                                                       std::size_t count) {
  const std::span<const Change> changes(batch.opened.changes.data() + first, count);
  const std::span<const Violation> violations(batch.violations.data() + first, count);
  PushJudge judge(set_, author_, batch.opened.incarnation, batch.opened.first_seq + first);
  XQ_ASSIGN(const auto judgements, judge.judge(changes, violations));
  // The end of this millisecond: a counter is not a future. A clock that cannot be right puts nothing right.
  const Stamp now = limits::may_be_now(now_ms_) ? stamp_at(now_ms_) | 0xFFFF : std::numeric_limits<Stamp>::max();
  std::vector<Given> given(count);
  for (std::size_t i = 0; i < count; ++i) {
    given[i].judgement = judgements[i];
    given[i].effective = planted(Bug::kRawStamps) ? changes[i].written : std::min(changes[i].written, now);
    if (planted(Bug::kDeltaOnLateSuffix)) {
      late_by_ = std::max(late_by_, changes[i].written - given[i].effective);
      given[i].effective = changes[i].written - std::min(late_by_, changes[i].written);
    }
    if (batch.shown.empty()) continue;
    if (const auto& receipt = batch.shown[first + i]) honour(*receipt, changes[i], count == 1, given[i]);
  }
  XQ_TRY(consult_office(changes, judgements, given));
  return given;
}

void PushApply::honour(const wire::ChangeReceipt& receipt, const Change& change, bool alone, Given& given) const {
  // A withdrawal's receipt is the same, whether it counted or not.
  given.told = receipt.reason != v1::REASON_REVOKED && receipt.reason != v1::REASON_WITHDRAWN;
  given.lifted = receipt.verdict == v1::VERDICT_ACCEPTED;
  given.effective = receipt.effective != 0 ? receipt.effective : change.written;
  // Whether it waits now depends on what it waited for; what its author let go of meanwhile is taken no more.
  const bool waited = receipt.verdict == v1::VERDICT_PARKED || receipt.reason == v1::REASON_SEEN_QUARANTINED;
  if (waited && !(alone && let_go_.contains(change.id))) return;
  given.judgement = {receipt.verdict, receipt.reason, receipt.field};
  given.why = receipt.why;
}

// What the office decided before the change came (again).
Status PushApply::consult_office(std::span<const Change> changes, std::span<const Judgement> alone,
                                 std::vector<Given>& given) {
  if (planted(Bug::kDecisionNotRemembered)) return {};
  const auto fresh_and_refused = [&](std::size_t i) {
    const Judgement& judgement = given[i].judgement;
    const bool open = judgement.verdict != v1::VERDICT_ACCEPTED && judgement.reason != v1::REASON_WITHDRAWN;
    return open && set_.change(changes[i].id) == nullptr;
  };
  // A receipt tells that it was accepted; whether by an office, only the decision does.
  const bool of_office = author_.power == Power::kAll;
  const auto accepted_before = [&](std::size_t i) {
    return given[i].lifted && !of_office && set_.change(changes[i].id) == nullptr;
  };
  bool asks = false;
  for (std::size_t i = 0; i < changes.size(); ++i) asks = asks || fresh_and_refused(i) || accepted_before(i);
  if (!asks) return {};
  XQ_ASSIGN(const auto decision, find_decision(transaction_, identity_, changes));
  if (!decision) return {};
  // What by its receipt waited for the office is sent back, whatever its author's next change has yet to replace.
  std::vector<Judgement> as_given;
  as_given.reserve(given.size());
  for (const Given& one : given) as_given.push_back(one.judgement);
  const bool counts = counts_for(*decision, decision->accepts ? alone : std::span<const Judgement>(as_given));
  if (!counts && !decision->accepts) return {};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    given[i].decided = decision->accepts && accepted_before(i);
    if (!fresh_and_refused(i)) continue;
    // Of an acceptance that has to wait, a return that a receipt tells of is void all the same.
    given[i].judgement = counts ? judgement_of(*decision) : alone[i];
    given[i].decided = counts && decision->accepts;
    given[i].why = counts ? decision->why : "";
  }
  return {};
}

// Before it is merged: what it replaces, what was not taken, what waits behind that.
void PushApply::note(const LoggedChange& row, const Change& change, const Id& incarnation, Noted how) {
  if (how.may_replace) {
    for (const ChangeId id : set_.replace_refused(incarnation, change)) {
      writes_.replaced.push_back(id);
      aftermath_.replaced.push_back(id);
    }
    if (row.reason == v1::REASON_WITHDRAWN) {
      std::ranges::move(set_.taken_along(incarnation, change), std::back_inserter(aftermath_.taken_along));
    }
  }
  if (is_refused(row)) set_.add_refused(incarnation, row, change, how.alone);
  if (row.verdict == v1::VERDICT_PARKED) aftermath_.parked.push_back(row);
}

Status PushApply::finish() {
  XQ_TRY(merge_.tell_people());
  for (const auto& [id, tip] : tips_) writes_.tips.push_back(tip);
  const std::vector<Id> created = set_.created();
  for (const auto& [id, stamp] : merge_.restamped()) aftermath_.restamped.push_back(id);
  writes_.restamped.merge(merge_.restamped());
  set_.collect(writes_);
  XQ_ASSIGN(aftermath_.reinstated, reinstated(transaction_, writes_));
  XQ_TRY(transaction_.write(writes_));
  XQ_ASSIGN(aftermath_.awaited, transaction_.awaiting(created));
  return {};
}

}  // namespace xinqiao::server
