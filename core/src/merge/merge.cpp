#include <algorithm>

#include "base/check.h"
#include "base/planted.h"
#include "merge/record_state.h"

namespace xinqiao {
namespace {

bool holds(const std::vector<ChangeId>& ids, ChangeId id) { return std::binary_search(ids.begin(), ids.end(), id); }

void insert_sorted(std::vector<ChangeId>& ids, ChangeId id) {
  const auto at = std::lower_bound(ids.begin(), ids.end(), id);
  if (at == ids.end() || *at != id) ids.insert(at, id);
}

// heads -= seen; named |= seen - known.
bool overwrite(GroupState& group, const std::vector<ChangeId>& seen, const KnownChange& known) {
  const auto removed = std::erase_if(group.heads, [&](const Head& head) { return holds(seen, head.id); });
  for (const ChangeId id : seen) {
    if (!known(id)) insert_sorted(group.named, id);
  }
  return removed > 0;
}

bool add_head(GroupState& group, const Change& change, const TouchedGroup& touched) {
  if (holds(group.named, change.id)) {  // somebody who saw it came first
    std::erase(group.named, change.id);
    return false;
  }
  if (planted(Bug::kIdsForgotten) && has_head(group.heads, change.id)) return false;
  XQ_CHECK(!has_head(group.heads, change.id));
  const auto at = std::lower_bound(group.heads.begin(), group.heads.end(), change.id,
                                   [](const Head& head, ChangeId id) { return head.id < id; });
  group.heads.insert(at, Head{change.id, touched.value, change.effective, change.author, touched.covers});
  return true;
}

}  // namespace

bool has_head(const std::vector<Head>& heads, ChangeId id) {
  return std::ranges::find(heads, id, &Head::id) != heads.end();
}

std::uint64_t RecordState::seq() const {
  std::uint64_t highest = 0;
  for (const auto& [number, group] : groups) highest = std::max(highest, group.seq);
  return highest;
}

bool merge(RecordState& state, const Change& change, std::uint64_t seq, const KnownChange& known) {
  if (state.record.is_nil()) state.record = change.record;
  if (state.kind == 0) state.kind = change.kind;
  bool any = false;
  for (const TouchedGroup& touched : change.groups) {
    GroupState& group = state.groups[touched.number];
    const bool removed = overwrite(group, touched.seen, known);
    const bool added = add_head(group, change, touched);
    // Also when the change was overwritten before it came: its author must hear that it is no head.
    group.seq = seq;
    any = any || removed || added;
  }
  return any;
}

}  // namespace xinqiao
