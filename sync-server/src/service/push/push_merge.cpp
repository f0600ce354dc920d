#include "service/push/push_merge.h"

#include "auth/rights.h"
#include "merge/saw.h"
#include "merge/standing.h"
#include "service/push/derive.h"
#include "service/push/push_judge.h"
#include "service/push/tell_saw.h"

namespace xinqiao::server {

Status PushMerge::merge_change(const Change& change, Stamp effective, std::uint64_t seq) {
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
  for (const TouchedGroup& group : change.groups) {
    if (is_decision(saw_in(state->groups[group.number], group.seen))) to_tell_.emplace(change.record, group.number);
  }
  merge(*state, given, seq, [this](ChangeId id) { return set_.is_accepted(id); });
  for (const TouchedGroup& group : change.groups) {
    if (is_clash(state->groups[group.number])) to_tell_.emplace(change.record, group.number);
  }
  record->dirty = true;
  record->row.kind = state->kind;
  record->row.seq = seq;
  return derive(set_, *record, seq);
}

Status PushMerge::tell_people() {
  for (const auto& [id, number] : to_tell_) {
    WorkingRecord* record = set_.find(id);
    XQ_ASSIGN(RecordState * state, set_.state(*record));
    XQ_TRY(tell_saw(past_, *state, number));
  }
  return {};
}

}  // namespace xinqiao::server
