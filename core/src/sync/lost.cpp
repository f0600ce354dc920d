#include "sync/lost.h"

#include <algorithm>
#include <set>

#include "merge/standing.h"
#include "model/schema.h"
#include "sync/beneath.h"
#include "sync/settle.h"

namespace xinqiao::sync {
namespace {

// Asked about with what is looked for: 8 bytes each.
constexpr std::size_t kBesideMax = 64;

// Or was overwritten by somebody who had seen it. `own`: of the record.
bool is_back(const RecordState& base, std::uint32_t number, const Head& head, const std::vector<OwnChange>& own) {
  const auto group = base.groups.find(number);
  if (group == base.groups.end()) return is_overwritten({}, number, head.id, own);
  if (is_overwritten(group->second, number, head.id, own)) return true;
  const auto& [heads, named, seq] = group->second;
  return std::ranges::find(heads, head.value, &Head::value) != heads.end() ||
         std::ranges::binary_search(named, head.id);
}

// What came before them had seen the others.
std::vector<Head> not_overwritten(const GroupState& group, std::vector<Head> heads) {
  std::erase_if(heads, [&](const Head& head) { return std::ranges::binary_search(group.named, head.id); });
  return heads;
}

// Of the values that stand in the group now and of those that are back with them. Somebody newer may have overwritten
// all of them; what that is the device is not told.
void drop_overwritten(const v1::SyncResponse& response, std::uint32_t number, GroupState& group) {
  for (const auto& told : response.overwritten()) {
    if (told.group() != number || group.heads.size() < 2) continue;
    std::erase_if(group.heads, [&](const Head& head) { return head.id == told.id(); });
  }
}

// The server has it, and does not send it any more: its record has left the device's scope, and stays as it was here.
Status keep_beyond_scope(LocalStore& store, const v1::SyncResponse& response) {
  XQ_ASSIGN(const auto entries, store.lost().read({response.beyond_scope().begin(), response.beyond_scope().end()}));
  for (const auto& entry : entries) {
    const Id& record = entry.state.record;
    XQ_ASSIGN(auto row, store.records().get(record));
    XQ_ASSIGN(const auto own, store.own().all_of(record));
    RecordState base;
    if (row && row->base) base = std::move(*row->base);
    base.record = record;
    base.kind = entry.state.kind;
    for (const auto& [number, lost] : entry.state.groups) {
      GroupState& group = base.groups[number];
      put_beside(group, number, not_overwritten(group, lost.heads), own);
      // What this very pull passes, and was told before: settle_own() looks at nothing up to its seq.
      for (const OwnChange& each : own) {
        const bool passed = each.state == OwnState::kAccepted && each.org_seq <= response.complete_seq();
        const TouchedGroup* touches = passed ? touched(each.change, number) : nullptr;
        if (touches != nullptr) put_beside(group, number, {head_of(each.change, *touches, group)}, own);
      }
      drop_overwritten(response, number, group);
      group.seq = std::max(group.seq, response.complete_seq());
      XQ_TRY(pass_over_beneath(store, base, {number}));
      for (const Head& head : lost.heads) std::erase(group.named, head.id);  // they have come
    }
    XQ_TRY(store.records().put(base, entry.child));
  }
  return {};
}

Result<bool> is_in_clash(LocalStore& store, const LostValues::Place& place) {
  XQ_ASSIGN(const auto row, store.records().get(place.record));
  if (!row || !row->base) return false;
  const auto group = row->base->groups.find(place.group);
  if (group == row->base->groups.end() || !is_clash(group->second)) return false;
  return has_head(group->second, place.head);
}

// What is back need not be looked for any more, but where it stands in a clash: what has yet to come back may have
// overwritten one of its values.
Status take_off(LocalStore& store, const std::vector<ChangeId>& back) {
  XQ_ASSIGN(const auto places, store.lost().places(back));
  for (const auto& place : places) {
    XQ_ASSIGN(const bool in_clash, is_in_clash(store, place));
    XQ_TRY(in_clash ? store.lost().strike(place) : store.lost().erase(place));
  }
  return {};
}

}  // namespace

Result<std::vector<ChangeId>> stands_in_place_of(LocalStore& store, const std::vector<ChangeId>& lost) {
  std::set<ChangeId> ids;
  XQ_ASSIGN(const auto places, store.lost().places(lost));
  for (const auto& place : places) {
    XQ_ASSIGN(const auto row, store.records().get(place.record));
    if (!row || !row->base) continue;
    const auto group = row->base->groups.find(place.group);
    if (group == row->base->groups.end()) continue;
    for (const Head& head : group->second.heads) ids.insert(head.id);
  }
  for (const ChangeId id : lost) ids.erase(id);
  std::vector<ChangeId> out(ids.begin(), ids.end());
  out.resize(std::min(out.size(), kBesideMax));
  return out;
}

Status take_found(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, Applied& applied) {
  const auto named = std::min<std::size_t>(response.named(), sent.records.size());
  const auto end = sent.records.begin() + static_cast<std::ptrdiff_t>(named);
  const std::vector<Id> records(sent.records.begin(), end);
  XQ_TRY(store.wanted().remove(records));
  if (named > 0) applied.brought_something = true;
  // What the server itself writes of devices and of gaps it writes again. Of what waited for the office it does so once
  // its author is back; until then this is the only copy.
  for (const std::uint32_t kind : {schema::kDeviceKind, schema::kGapKind}) {
    XQ_TRY(store.lost().erase_kind(kind));
  }
  XQ_TRY(store.lost().looked_for(sent.lost));
  if (!response.complete()) return {};
  XQ_TRY(keep_beyond_scope(store, response));
  std::vector<ChangeId> back(response.found().begin(), response.found().end());
  back.insert(back.end(), response.beyond_scope().begin(), response.beyond_scope().end());
  XQ_TRY(take_off(store, back));
  return forget_struck(store);
}

Status forget_struck(LocalStore& store) {
  XQ_ASSIGN(const auto places, store.lost().struck());
  for (const auto& place : places) {
    XQ_ASSIGN(const auto beneath, store.beneath().of(place.record));
    if (std::ranges::find(beneath, place.group, &BeneathLost::Entry::group) != beneath.end()) continue;
    XQ_ASSIGN(const bool in_clash, is_in_clash(store, place));
    if (!in_clash) XQ_TRY(store.lost().erase(place));
  }
  return {};
}

Status settle_lost(LocalStore& store) {
  XQ_ASSIGN(const auto entries, store.lost().all(LostValues::kRecordsMax));
  for (const auto& entry : entries) {
    XQ_ASSIGN(const auto row, store.records().get(entry.state.record));
    if (!row || !row->base) continue;
    if (entry.state.kind == schema::kHeldChangeKind) {
      XQ_TRY(store.lost().erase_record(entry.state.record));
      continue;
    }
    XQ_ASSIGN(const auto own, store.own().all_of(entry.state.record));
    for (const auto& [number, group] : entry.state.groups) {
      for (const Head& head : group.heads) {
        if (is_back(*row->base, number, head, own)) XQ_TRY(store.lost().strike({entry.state.record, number, head.id}));
      }
    }
  }
  return {};
}

}  // namespace xinqiao::sync
