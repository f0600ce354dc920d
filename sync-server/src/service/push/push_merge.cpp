#include "service/push/push_merge.h"

#include <algorithm>

#include "auth/rights.h"
#include "base/limits.h"
#include "merge/saw.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "service/push/derive.h"
#include "service/push/push_judge.h"
#include "service/push/tell_saw.h"
#include "xinqiao/v1/state.pb.h"

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

constexpr std::int64_t kAheadMs = 60 * 1000;

}  // namespace

// What arrived while this server's clock was ahead would stand in every clash until that time comes: it counts as of
// just before what comes next, in the order it had.
void PushMerge::restamp(RecordState& state, Stamp next, std::uint64_t seq) {
  if (!limits::may_be_now(now_ms_)) return;
  const Stamp latest = stamp_at(now_ms_ + kAheadMs);
  std::set<std::pair<Stamp, ChangeId>> ahead;
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      if (head.effective > latest) ahead.emplace(head.effective, head.id);
    }
  }
  Stamp stamp = next - std::min<Stamp>(next, ahead.size());
  for (const auto& [was, id] : ahead) {
    restamped_[id] = stamp;
    for (auto& [number, group] : state.groups) {
      const auto head = std::ranges::find(group.heads, id, &Head::id);
      if (head == group.heads.end()) continue;
      head->effective = stamp;
      group.seq = seq;
    }
    ++stamp;
  }
}

// There is nothing to merge it with, and nearly all of a day's work is such.
void PushMerge::begin(Change change, std::uint64_t seq) {
  StoredRecord row = project(change, nullptr);
  row.created_seq = seq;
  row.seq = seq;
  row.state = state_created_by(change, seq).SerializeAsString();
  WorkingRecord& record = set_.create(std::move(row));
  record.bytes = size_in_state(change);
  record.dirty = true;
  set_.note_created(change.record);
  past_.remember(std::move(change));
}

Status PushMerge::merge_change(Change change, Stamp effective, std::uint64_t seq) {
  change.effective = effective;
  WorkingRecord* record = set_.find(change.record);
  const auto saw_nothing = [](const TouchedGroup& group) { return group.seen.empty() && group.covers.empty(); };
  const bool begins_it = record == nullptr && change.kind != 0 && std::ranges::all_of(change.groups, saw_nothing);
  if (begins_it) {
    begun_.insert(change.record);
  } else {
    begun_.erase(change.record);
  }
  if (begins_it && is_as_projected(change.kind) && touched(change, kDeletedGroup) == nullptr) {
    begin(std::move(change), seq);
    return {};
  }
  if (record == nullptr) {
    StoredRecord row = project(change, nullptr);
    row.created_seq = seq;
    record = &set_.create(std::move(row));
    record->state.emplace();
  }
  XQ_ASSIGN(RecordState * state, set_.state(*record));
  record->bytes += size_in_state(change);
  restamp(*state, effective, seq);
  std::map<std::uint32_t, std::vector<Saw>> decided;
  for (const TouchedGroup& group : change.groups) {
    auto saw = saw_in(state->groups[group.number], group.number, group.seen);
    if (is_story(saw)) decided[group.number] = std::move(saw);
  }
  merge(*state, change, seq, [this](ChangeId id) { return set_.is_accepted(id); });
  const bool begins = change.kind != 0 && (record->row.kind == 0 || record->row.created_seq == seq);
  if (begins) {
    // Also when edits came before their record, to a server that was restored: nobody has been sent it.
    record->row.created_seq = seq;
    record->row.author = change.author;
    set_.note_created(change.record);
  }
  for (const TouchedGroup& group : change.groups) {
    if (is_clash(state->groups[group.number])) to_tell_.emplace(change.record, group.number);
  }
  if (may_tell(state->kind)) {
    keep_decisions(*state, change.id, std::move(decided));
    note_late(*state, change, begins);
  }
  past_.remember(std::move(change));
  record->dirty = true;
  record->row.kind = state->kind;
  record->row.seq = seq;
  return derive(set_, *record, seq);
}

// What was overwritten before it came; of a record that only now is known, whatever came before it.
void PushMerge::note_late(RecordState& state, const Change& change, bool begins) {
  if (begins && !begun_.contains(change.record)) {
    for (const auto& [number, group] : state.groups) to_retell_.emplace(change.record, number);
    return;
  }
  for (const TouchedGroup& group : change.groups) {
    const auto& heads = state.groups[group.number].heads;
    const bool stands = std::ranges::find(heads, change.id, &Head::id) != heads.end();
    if (!stands) to_retell_.emplace(change.record, group.number);
  }
}

Status PushMerge::tell_people() {
  for (const auto& [id, number] : to_retell_) {
    XQ_ASSIGN(RecordState * state, set_.state(*set_.find(id)));
    XQ_TRY(retell(past_, *state, number));
  }
  std::size_t left = kSawBytesPerPush;
  for (const auto& [id, number] : to_tell_) {
    WorkingRecord* record = set_.find(id);
    XQ_ASSIGN(RecordState * state, set_.state(*record));
    if (may_tell(state->kind)) XQ_TRY(tell_saw(past_, *state, number, left));
  }
  return {};
}

}  // namespace xinqiao::server
