#include "sync/lost.h"

#include <algorithm>
#include <set>

#include "merge/standing.h"
#include "model/schema.h"
#include "sync/beneath.h"
#include "sync/settle.h"

namespace xinqiao::sync {
namespace {

// So many values are asked about with what is looked for, 8 bytes each, of so many records in a clash.
constexpr std::size_t kBesideMax = 64;
constexpr std::uint32_t kClashesPerSync = 8;

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
    for (const auto& [number, lost] : entry.state.groups) {
      GroupState& group = base.groups[number];
      put_beside(group, number, not_overwritten(group, lost.heads), own);
      // What this very pull passes, and was told before: settle_own() looks at nothing up to its seq.
      for (const OwnChange& each : own) {
        const bool passed = each.state == OwnState::kAccepted && each.org_seq <= response.complete_seq();
        const TouchedGroup* touches = passed ? touched(each.change, number) : nullptr;
        if (touches != nullptr) put_beside(group, number, {head_of(each.change, *touches, group)}, own);
      }
      group.seq = std::max(group.seq, response.complete_seq());
      XQ_TRY(pass_over_beneath(store, base, {number}));
      for (const Head& head : lost.heads) std::erase(group.named, head.id);  // they have come
    }
    XQ_TRY(store.records().put(base, entry.child));
  }
  return {};
}

// Empty: the server has told nothing of it.
Result<RecordState> base_of(LocalStore& store, const Id& record, Id& child) {
  XQ_ASSIGN(auto row, store.records().get(record));
  RecordState base{record, 0, {}};
  if (!row || !row->base) return base;
  child = row->child;
  return std::move(*row->base);
}

// Of what stands together in a group, what another of it had overwritten. Somebody newer may have overwritten all of
// it, of which the device is told nothing.
Status drop_overwritten(LocalStore& store, const GroupPlace& place, const v1::SyncResponse& response) {
  Id child;
  XQ_ASSIGN(auto base, base_of(store, place.record, child));
  const auto group = base.groups.find(place.group);
  if (group == base.groups.end()) return {};
  std::vector<Head>& heads = group->second.heads;
  const std::size_t before = heads.size();
  for (const auto& told : response.overwritten()) {
    if (told.group() != place.group || heads.size() < 2) continue;
    std::erase_if(heads, [&](const Head& head) { return head.id == told.id(); });
  }
  return heads.size() == before ? Status() : store.records().put(base, child);
}

// Some of the clashes that base holds, others at each sync.
Status add_clashes(LocalStore& store, Sent& sent, std::set<GroupPlace>& places) {
  XQ_ASSIGN(const auto state, store.meta().sync());
  if (!state.met_other_epoch()) return {};
  XQ_ASSIGN(const auto clashing, store.records().in_clash(state.asked_at(), kClashesPerSync));
  sent.asked_at = clashing.next;
  for (const Id& record : clashing.records) {
    Id child;
    XQ_ASSIGN(const auto base, base_of(store, record, child));
    for (const auto& [number, group] : base.groups) {
      if (is_clash(group)) places.insert({record, number});
    }
  }
  return {};
}

}  // namespace

Status ask_beside(LocalStore& store, Sent& sent) {
  XQ_ASSIGN(const auto lost, store.lost().places(sent.lost));
  std::set<GroupPlace> places(lost.begin(), lost.end());
  XQ_TRY(add_clashes(store, sent, places));
  std::set<ChangeId> ids;
  for (const GroupPlace& place : places) {
    Id child;
    XQ_ASSIGN(const auto base, base_of(store, place.record, child));
    const auto group = base.groups.find(place.group);
    if (group == base.groups.end() || ids.size() >= kBesideMax) continue;
    for (const Head& head : group->second.heads) ids.insert(head.id);
    sent.beside_in.push_back(place);
  }
  for (const ChangeId id : sent.lost) ids.erase(id);
  sent.beside.assign(ids.begin(), ids.end());
  return {};
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
  for (const GroupPlace& place : sent.beside_in) XQ_TRY(drop_overwritten(store, place, response));
  if (sent.asked_at) {
    XQ_ASSIGN(auto state, store.meta().sync());
    state.set_asked_at(*sent.asked_at);
    XQ_TRY(store.meta().put_sync(state));
  }
  return store.lost().erase({response.found().begin(), response.found().end()});
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
