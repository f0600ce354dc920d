#include "service/push/push_judge.h"

#include <algorithm>

#include "base/limits.h"
#include "merge/replaces.h"
#include "model/schema.h"

namespace xinqiao::server {
namespace {

Judgement rejected(v1::Reason reason, std::uint32_t field = 0) { return {v1::VERDICT_REJECTED, reason, field}; }

Judgement of_violation(const Violation& violation) {
  switch (violation.what) {
    case Violation::What::kNone:
      return {};
    case Violation::What::kTextTooLong:
      return rejected(v1::REASON_TEXT_TOO_LONG, violation.field);
    case Violation::What::kBadText:
      return rejected(v1::REASON_BAD_TEXT, violation.field);
    case Violation::What::kBadValue:
      return rejected(v1::REASON_BAD_VALUE, violation.field);
  }
  return rejected(v1::REASON_BAD_VALUE, violation.field);
}

Violation check_set(std::uint32_t kind_number, const Change& change) {
  const schema::Kind* kind = schema::find_kind(kind_number);
  for (const TouchedGroup& group : change.groups) {
    if (!group.value || group.number == kDeletedGroup) continue;
    const Violation violation = check_wire(kind, group.number, *group.value);
    if (violation.what != Violation::What::kNone) return violation;
  }
  return {};
}

bool sees(const TouchedGroup& group, ChangeId id) {
  return std::binary_search(group.seen.begin(), group.seen.end(), id);
}

// A record that is full is still resolved and deleted.
bool shrinks(const RecordState& state, const Change& change) {
  std::size_t freed = 0;
  for (const TouchedGroup& group : change.groups) {
    const auto found = state.groups.find(group.number);
    if (found == state.groups.end()) continue;
    for (const Head& head : found->second.heads) {
      if (sees(group, head.id)) freed += 64 + (head.value ? head.value->size() : 0);
    }
  }
  return freed >= size_in_state(change);
}

bool accepted(const Judgement& judgement) { return judgement.verdict == v1::VERDICT_ACCEPTED; }

}  // namespace

std::size_t size_in_state(const Change& change) {
  std::size_t bytes = 0;
  for (const TouchedGroup& group : change.groups) {
    bytes += 64 + (group.value ? group.value->size() : 0) + 9 * (group.seen.size() + group.covers.size());
  }
  return bytes;
}

Violation violation_of(const Change& change) { return change.kind == 0 ? Violation() : check_set(change.kind, change); }

Result<std::vector<Judgement>> PushJudge::judge(std::span<const Change> transaction,
                                                std::span<const Violation> violations) {
  std::vector<Judgement> out;
  alone_ = transaction.size() == 1;
  for (std::size_t i = 0; i < transaction.size(); ++i) {
    const Change& change = transaction[i];
    if (const LoggedChange* known = set_.change(change.id)) {
      out.push_back({static_cast<v1::Verdict>(known->verdict), static_cast<v1::Reason>(known->reason), known->field});
      continue;
    }
    XQ_ASSIGN(const auto judgement, judge_one(change, violations[i]));
    out.push_back(judgement);
  }
  v1::Verdict worst = v1::VERDICT_ACCEPTED;
  // What is taken back is so whatever becomes of the rest, and holds that up no more than it would have come in.
  for (const Judgement& one : out) {
    if (one.reason != v1::REASON_WITHDRAWN) worst = std::max(worst, one.verdict);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (set_.change(transaction[i].id) == nullptr && out[i].verdict < worst)
      out[i] = {worst, v1::REASON_TRANSACTION, 0};
  }
  return out;
}

const StoredRecord* PushJudge::before(const Id& record) {
  const auto found = pending_.find(record);
  const WorkingRecord* stored = found != pending_.end() ? nullptr : set_.find(record);
  const StoredRecord* row = found != pending_.end() ? &found->second : stored == nullptr ? nullptr : &stored->row;
  return row == nullptr || row->kind == 0 ? nullptr : row;
}

Result<Judgement> PushJudge::judge_one(const Change& change, const Violation& created) {
  const StoredRecord* record = before(change.record);
  StoredRecord after = project(change, record);
  Judgement judgement = judge_form(change, record, created);
  if (accepted(judgement)) {
    XQ_ASSIGN(judgement, judge_size(change, set_.find(change.record)));
  }
  if (accepted(judgement) && author_.revoked) judgement = {v1::VERDICT_QUARANTINED, v1::REASON_REVOKED};
  if (accepted(judgement)) {
    const auto record_of = [this](const Id& id) { return before(id); };
    const v1::Reason reason = check_rights(author_, change, record, after, record_of);
    if (reason != v1::REASON_UNSPECIFIED) judgement = {v1::VERDICT_QUARANTINED, reason};
  }
  if (accepted(judgement)) judgement = judge_seen(change);
  pending_[change.record] = std::move(after);
  return judgement;
}

Judgement PushJudge::judge_form(const Change& change, const StoredRecord* record, const Violation& created) const {
  if (const Judgement found = of_violation(created); !accepted(found)) return found;
  const bool of_server = schema::is_of_server(record != nullptr ? record->kind : change.kind);
  if (of_server && !author_.is_server) return rejected(v1::REASON_NO_RIGHT);
  if (is_letting_go(change)) return rejected(v1::REASON_WITHDRAWN);  // also of what was accepted meanwhile
  if (record == nullptr && withdraws(change)) return rejected(v1::REASON_WITHDRAWN);
  if (waits_behind_refused(change, record != nullptr)) return {v1::VERDICT_PARKED, v1::REASON_BEHIND_REFUSED};
  if (record == nullptr) {
    if (change.kind != 0 && !is_deletion(change)) return Judgement();
    // A restored server may hear of an edit before its record's author has come back.
    return {v1::VERDICT_PARKED, v1::REASON_UNKNOWN_RECORD};
  }
  if (change.kind != 0 && change.kind != record->kind) return rejected(v1::REASON_WRONG_KIND);
  const schema::Kind* kind = schema::find_kind(record->kind);
  if (kind != nullptr && kind->append_only) return rejected(v1::REASON_APPEND_ONLY);
  return change.kind != 0 ? Judgement() : of_violation(check_set(record->kind, change));
}

bool PushJudge::waits_behind_refused(const Change& change, bool exists) const {
  return std::ranges::any_of(set_.refused(incarnation_, change.record), [&](const RefusedChange& refused) {
    return refused.seq < place_ && !refused.awaits && !takes_place_of(change, refused, exists);
  });
}

// A record of its author's that is still not taken. Of another's, which a restored server lacks, it waits.
bool PushJudge::withdraws(const Change& change) const {
  // By itself the office decides about a revoked device's.
  return !(author_.revoked && alone_) && is_deletion(change) &&
         std::ranges::any_of(set_.refused(incarnation_, change.record), [&](const RefusedChange& refused) {
           const bool creates = refused.body && refused.body->kind != 0;
           return refused.seq < place_ && creates && takes_place_of(change, refused, false);
         });
}

bool PushJudge::replaces_refused(const Change& change, ChangeId id) const {
  // What it does not replace it waits behind, and was not judged so far.
  return std::ranges::any_of(set_.refused(incarnation_, change.record),
                             [&](const RefusedChange& refused) { return refused.id == id && refused.seq < place_; });
}

// What would make a state that nobody can hold or send: a defect or an attack.
Result<Judgement> PushJudge::judge_size(const Change& change, WorkingRecord* record) {
  const std::size_t stored = record == nullptr ? 0 : record->bytes;
  const auto [added, first] = added_bytes_.try_emplace(change.record, 0);
  added->second += size_in_state(change);
  touched_bytes_ += size_in_state(change) + (first ? stored : 0);
  const RecordState* state = nullptr;
  if (record != nullptr) {
    XQ_ASSIGN(state, set_.state(*record));
  }
  const bool too_large = added->second + stored > kStateBytes || touched_bytes_ > kTransactionStates;
  if (too_large && !(alone_ && state != nullptr && shrinks(*state, change))) return rejected(v1::REASON_TOO_LARGE);
  if (alone_ && record == nullptr) return Judgement();
  for (const TouchedGroup& group : change.groups) {
    std::size_t heads = ++added_[{change.record, group.number}];
    std::size_t named = group.seen.size();
    const auto found =
        state == nullptr ? std::map<std::uint32_t, GroupState>::const_iterator() : state->groups.find(group.number);
    if (state != nullptr && found != state->groups.end()) {
      named += found->second.named.size();
      heads += static_cast<std::size_t>(std::count_if(found->second.heads.begin(), found->second.heads.end(),
                                                      [&](const Head& head) { return !sees(group, head.id); }));
    }
    if (heads > limits::kHeadsPerGroup || named > kNamedPerGroup) return rejected(v1::REASON_TOO_LARGE, group.number);
  }
  return Judgement();
}

Judgement PushJudge::judge_seen(const Change& change) const {
  const auto is_quarantined = [&](ChangeId id) {
    const LoggedChange* known = set_.change(id);
    return known != nullptr && known->verdict == v1::VERDICT_QUARANTINED && !known->replaced &&
           !replaces_refused(change, id);
  };
  for (const TouchedGroup& group : change.groups) {
    if (std::any_of(group.seen.begin(), group.seen.end(), is_quarantined) ||
        std::any_of(group.covers.begin(), group.covers.end(), is_quarantined)) {
      return {v1::VERDICT_QUARANTINED, v1::REASON_SEEN_QUARANTINED};
    }
  }
  return {};
}

}  // namespace xinqiao::server
