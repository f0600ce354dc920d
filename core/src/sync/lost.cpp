#include "sync/lost.h"

#include <algorithm>

#include "model/schema.h"
#include "sync/beneath.h"
#include "sync/settle.h"

namespace xinqiao::sync {
namespace {

// Or was overwritten by somebody who had seen it. `own`: of the record.
bool is_back(const RecordState& base, std::uint32_t number, const Head& head, const std::vector<OwnChange>& own) {
  const bool overwritten_here = std::ranges::any_of(own, [&](const OwnChange& each) {
    return each.state == OwnState::kSettled && saw(each.change, number, head.id);
  });
  if (overwritten_here) return true;
  const auto group = base.groups.find(number);
  if (group == base.groups.end()) return false;
  const auto& [heads, named, seq] = group->second;
  return std::ranges::find(heads, head.value, &Head::value) != heads.end() ||
         std::ranges::binary_search(named, head.id);
}

// What came before them had seen the others.
std::vector<Head> not_overwritten(const GroupState& group, std::vector<Head> heads) {
  std::erase_if(heads, [&](const Head& head) { return std::ranges::binary_search(group.named, head.id); });
  return heads;
}

// The server has it, and does not send it any more: its record has left the device's scope, and stays as it was here.
Status keep_beyond_scope(LocalStore& store, const v1::SyncResponse& response) {
  XQ_ASSIGN(const auto entries, store.lost().take({response.beyond_scope().begin(), response.beyond_scope().end()}));
  for (const auto& entry : entries) {
    const Id& record = entry.state.record;
    XQ_ASSIGN(auto row, store.records().get(record));
    XQ_ASSIGN(const auto own, store.own().all_of(record));
    RecordState base;
    if (row && row->base) base = std::move(*row->base);
    base.record = record;
    base.kind = entry.state.kind;
    std::vector<std::uint32_t> found;
    for (const auto& [number, lost] : entry.state.groups) {
      found.push_back(number);
      GroupState& group = base.groups[number];
      put_beside(group, number, not_overwritten(group, lost.heads), own);
      // What this very pull passes, and was told before: settle_own() looks at nothing up to its seq.
      for (const OwnChange& each : own) {
        const bool passed = each.state == OwnState::kAccepted && each.org_seq <= response.complete_seq();
        const TouchedGroup* touches = passed ? touched(each.change, number) : nullptr;
        if (touches != nullptr) put_beside(group, number, {head_of(each.change, *touches, group)}, own);
      }
      group.seq = std::max(group.seq, response.complete_seq());
    }
    XQ_TRY(pass_over_beneath(store, base, found));
    for (const auto& [number, lost] : entry.state.groups) {
      for (const Head& head : lost.heads) std::erase(base.groups[number].named, head.id);  // they have come
    }
    XQ_TRY(store.records().put(base, entry.child));
  }
  return {};
}

}  // namespace

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
  const std::vector<ChangeId> found(response.found().begin(), response.found().end());
  XQ_TRY(store.lost().looked_for(sent.lost));
  if (!response.complete()) return {};
  XQ_TRY(keep_beyond_scope(store, response));
  return store.lost().erase(found);
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
        if (is_back(*row->base, number, head, own)) XQ_TRY(store.lost().strike(entry.state.record, number, head.id));
      }
    }
  }
  return {};
}

}  // namespace xinqiao::sync
