#include "client/attention/mend.h"

#include <algorithm>

#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

void name_seen(std::vector<ChangeId>& seen, ChangeId id) {
  const auto at = std::ranges::lower_bound(seen, id);
  if (at == seen.end() || *at != id) seen.insert(at, id);
}

bool touches(const Edit& edit, std::uint32_t number) {
  return edit.set.contains(number) || std::ranges::find(edit.cleared, number) != edit.cleared.end();
}

bool creates(const OwnChange& own) { return own.change.kind != 0; }

}  // namespace

Result<std::optional<Mending>> mending_of(LocalStore& store, const Id& record) {
  std::optional<Mending> none;
  XQ_ASSIGN(const auto row, store.records().get(record));
  if (!row) return none;
  XQ_ASSIGN(const auto own, store.own().all_of(record));
  Mending mending;
  std::vector<OwnChange> shown;
  for (const OwnChange& each : own) {
    if (is_refused(each.state)) mending.refused.push_back(each);
    if (is_refused(each.state) || each.state <= OwnState::kAccepted) shown.push_back(each);
  }
  if (mending.refused.empty()) return none;
  mending.from_nothing = !row->base && std::ranges::none_of(own, [](const OwnChange& each) {
    return each.state <= OwnState::kAccepted && creates(each);
  });
  const bool sent_back =
      std::ranges::any_of(mending.refused, [](const OwnChange& each) { return each.state == OwnState::kRejected; });
  if (!mending.from_nothing && !sent_back) return none;
  // What still waits to be sent will wait there behind what was refused.
  for (const OwnChange& each : own) {
    if (each.state == OwnState::kWaiting) mending.refused.push_back(each);
  }
  std::ranges::sort(mending.refused, {}, &OwnChange::seq);
  mending.view = view_of(record, row->kind, row->base ? &*row->base : nullptr, shown);
  return std::optional(std::move(mending));
}

void mend(const Mending& mending, Edit& edit) {
  if (edit.draft.kind == 0) edit.draft.kind = mending.view.kind;
  const Fields values = shown_fields(mending.view);
  for (const OwnChange& refused : mending.refused) {
    if (edit.deletes) name_seen(edit.draft.heads, refused.change.id);
    for (const TouchedGroup& group : refused.change.groups) {
      // What it had seen stands at the server still.
      for (const ChangeId id : group.covers) name_seen(edit.draft.heads, id);
      if (edit.deletes && group.number != kDeletedGroup) {
        for (const ChangeId id : group.seen) name_seen(edit.draft.heads, id);
        continue;
      }
      for (const ChangeId id : group.seen) name_seen(edit.draft.seen[group.number], id);
      name_seen(edit.draft.seen[group.number], refused.change.id);
      if (edit.deletes || touches(edit, group.number)) continue;
      const auto value = values.find(group.number);
      if (value != values.end()) {
        edit.set[group.number] = value->second;
      } else {
        edit.cleared.push_back(group.number);
      }
    }
  }
  std::ranges::sort(edit.cleared);
}

}  // namespace xinqiao
