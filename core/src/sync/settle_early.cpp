#include "sync/settle_early.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "sync/settle.h"

namespace xinqiao::sync {
namespace {

// Knowing of nothing, and nothing else.
bool creates(const Change& change) {
  return change.kind != 0 && std::ranges::all_of(change.groups, [](const TouchedGroup& group) {
           return group.number != kDeletedGroup && group.seen.empty() && group.covers.empty();
         });
}

Result<bool> is_new_to_base(LocalStore& store, const std::optional<BaseRecords::Row>& row, const Id& record) {
  if (row && (row->base || row->damaged)) return false;
  XQ_ASSIGN(const auto beneath, store.beneath().of(record));
  return beneath.empty();
}

RecordState created_by(const OwnChange& own) {
  RecordState base{own.change.record, own.change.kind, {}};
  for (const TouchedGroup& touched : own.change.groups) {
    GroupState& group = base.groups[touched.number];
    group.heads = {head_of(own.change, touched, group)};
    group.seq = own.org_seq;
  }
  return base;
}

void note_settled(const OwnChange& own, v1::SyncState& state) {
  auto& runs = *state.mutable_settled();
  if (runs.empty() || runs.rbegin()->last() + 1 != own.seq) runs.Add()->set_first(own.seq);
  runs.rbegin()->set_last(own.seq);
  runs.rbegin()->set_id(own.change.id);
}

Status settle_created(LocalStore& store, const OwnChange& own, v1::SyncState& state) {
  if (!creates(own.change)) return {};
  XQ_ASSIGN(const auto row, store.records().get(own.change.record));
  XQ_ASSIGN(const bool fresh, is_new_to_base(store, row, own.change.record));
  if (!fresh) return {};
  const RecordState base = created_by(own);
  XQ_TRY(store.records().put(base, child_of(base), row));
  XQ_TRY(store.own().settle(own.seq));
  note_settled(own, state);
  return {};
}

}  // namespace

Result<bool> settle_early(LocalStore& store, Early& early) {
  if (!early.may_settle) {
    // So that the commit of the last answer does not wait for it.
    if (std::exchange(early.settled, false)) XQ_TRY(store.tidy());
    return false;
  }
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_ASSIGN(const auto part, store.own().accepted_up_to(OwnLog::kAll, early.looked_upto));
  XQ_ASSIGN(auto state, store.meta().sync());
  const auto has_room = [&] { return static_cast<std::size_t>(state.settled_size()) < limits::kHeldRuns; };
  for (const OwnChange& own : part.changes) {
    if (has_room()) XQ_TRY(settle_created(store, own, state));
  }
  XQ_TRY(store.meta().put_sync(state));
  XQ_TRY(transaction.commit());
  early.looked_upto = part.last;
  early.may_settle = part.more && has_room();
  early.settled = true;
  return true;
}

}  // namespace xinqiao::sync
