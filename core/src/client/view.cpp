#include "client/view.h"

#include <algorithm>

#include "base/planted.h"
#include "merge/saw.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

// What of an own change base does not show yet: the server may have sent some groups already, or all of
// them when the answer that acknowledged it was lost.
Change not_in_base(const OwnChange& own, const RecordState& view) {
  Change change = own.change;
  std::erase_if(change.groups, [&](const TouchedGroup& touched) {
    const auto found = view.groups.find(touched.number);
    if (found == view.groups.end()) return false;
    const GroupState& group = found->second;
    if (own.state == OwnState::kAccepted && group.seq >= own.org_seq) return true;
    return std::any_of(group.heads.begin(), group.heads.end(), [&](const Head& head) { return head.id == change.id; });
  });
  return change;
}

std::vector<ChangeId> head_ids(const GroupState& group) {
  std::vector<ChangeId> ids;
  ids.reserve(group.heads.size());
  for (const Head& head : group.heads) ids.push_back(head.id);
  return ids;
}

const schema::Field* field_of(std::uint32_t kind, std::uint32_t number) {
  const schema::Kind* known = schema::find_kind(kind);
  return known == nullptr ? nullptr : known->message->find(number);
}

}  // namespace

bool is_begun(const RecordState* base, const std::vector<OwnChange>& overlay) {
  return base != nullptr || std::ranges::any_of(overlay, [](const OwnChange& own) { return own.change.kind != 0; });
}

bool is_begun_or_waits(const RecordState* base, const std::vector<OwnChange>& overlay) {
  const auto waits = [](const OwnChange& own) { return own.state != OwnState::kAccepted; };
  return is_begun(base, overlay) || std::ranges::any_of(overlay, waits);
}

RecordState view_of(const Id& record, std::uint32_t kind, const RecordState* base,
                    const std::vector<OwnChange>& overlay) {
  RecordState view;
  if (base != nullptr) view = *base;
  view.record = record;
  if (view.kind == 0) view.kind = kind;
  for (const OwnChange& own : overlay) {
    const Change change = not_in_base(own, view);
    for (const TouchedGroup& touched : change.groups) {
      // Own changes come in their own order, so what they have seen has arrived.
      GroupState& group = view.groups[touched.number];
      auto saw = saw_in(group, touched.number, touched.seen);
      Change one = change;
      one.groups = {touched};
      merge(view, one, group.seq, [](ChangeId) { return true; });
      const auto head = std::ranges::find(group.heads, change.id, &Head::id);
      if (head != group.heads.end()) head->saw = std::move(saw);
    }
  }
  return view;
}

bool is_empty(const RecordState& view) {
  return std::all_of(view.groups.begin(), view.groups.end(),
                     [](const auto& entry) { return entry.second.heads.empty(); });
}

std::optional<RecordState> listed(const BaseRecords::Row& row, const std::vector<OwnChange>& overlay) {
  const RecordState* base = row.base ? &*row.base : nullptr;
  if (row.damaged || !is_begun(base, overlay)) return std::nullopt;
  RecordState view = view_of(row.id, row.kind, base, overlay);
  return is_empty(view) ? std::nullopt : std::optional(std::move(view));
}

Shown shown_of(const RecordState& view, bool unsent) {
  Shown shown{view.record, view.kind, shown_fields(view), {}, is_hidden(view), unsent};
  for (const auto& [number, group] : view.groups) {
    if (is_clash(group)) shown.clashing.push_back(number);
  }
  return shown;
}

Draft draft_of(const RecordState& view) {
  Draft draft{view.record, view.kind, shown_fields(view), {}, all_heads(view), is_hidden(view)};
  for (const auto& [number, group] : view.groups) {
    // Whether a record is there is no matter of stamps: who deletes it or brings it back saw both sides of that.
    const bool all = number == kDeletedGroup || planted(Bug::kSeenAllHeads);
    draft.seen[number] = all ? head_ids(group) : shown_ids(group, field_of(view.kind, number));
  }
  return draft;
}

}  // namespace xinqiao
