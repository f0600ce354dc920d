#include "sync/settle_early.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "model/fields.h"
#include "model/schema.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao::sync {
namespace {

// Knowing of nothing, and nothing else.
bool creates(const Change& change) {
  return change.kind != 0 && !change.groups.empty() &&
         std::ranges::all_of(change.groups, [](const TouchedGroup& group) {
           return group.number != kDeletedGroup && group.seen.empty() && group.covers.empty();
         });
}

// As encode_state() has it: of one change, all in one form.
v1::RecordState created_by(const OwnChange& own) {
  v1::RecordState state;
  state.set_record(own.change.record.str());
  state.set_kind(own.change.kind);
  state.set_id(own.change.id);
  state.set_effective(own.change.effective);
  if (!own.change.author.is_nil()) state.set_author(own.change.author.str());
  state.set_seq(own.org_seq);
  for (const TouchedGroup& touched : own.change.groups) {
    if (touched.value) {
      state.mutable_fields()->append(*touched.value);
    } else {
      state.add_cleared(touched.number);
    }
  }
  return state;
}

Id child_in(const Change& change) {
  if (change.kind == schema::kChildKind) return change.record;
  const std::uint32_t number = schema::child_field(change.kind);
  const TouchedGroup* group = number == 0 ? nullptr : touched(change, number);
  return group != nullptr && group->value ? Id::from_bytes(read_bytes(*group->value).value_or("")) : Id();
}

void note_settled(const OwnChange& own, v1::SyncState& state) {
  auto& runs = *state.mutable_settled();
  if (runs.empty() || runs.rbegin()->last() + 1 != own.seq) runs.Add()->set_first(own.seq);
  runs.rbegin()->set_last(own.seq);
  runs.rbegin()->set_id(own.change.id);
}

Status settle_created(LocalStore& store, const OwnChange& own, bool none_beneath, v1::SyncState& state) {
  if (!creates(own.change)) return {};
  XQ_ASSIGN(const auto row, store.records().get(own.change.record));
  if (!row || row->base || row->damaged) return {};
  if (!none_beneath) {
    XQ_ASSIGN(const auto beneath, store.beneath().of(own.change.record));
    if (!beneath.empty()) return {};
  }
  const RecordState base{own.change.record, own.change.kind, {}};
  XQ_TRY(store.records().fill(*row, base, child_in(own.change), created_by(own)));
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
  XQ_ASSIGN(const bool none_beneath, store.beneath().is_empty());
  const auto has_room = [&] { return static_cast<std::size_t>(state.settled_size()) < limits::kHeldRuns; };
  for (const OwnChange& own : part.changes) {
    if (has_room()) XQ_TRY(settle_created(store, own, none_beneath, state));
  }
  XQ_TRY(store.meta().put_sync(state));
  XQ_TRY(transaction.commit());
  early.looked_upto = part.last;
  early.may_settle = part.more && has_room();
  early.settled = true;
  return true;
}

}  // namespace xinqiao::sync
