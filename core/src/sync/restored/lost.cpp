#include "sync/restored/lost.h"

#include <algorithm>
#include <set>

#include "merge/standing.h"
#include "model/schema.h"
#include "sync/answer/settle.h"
#include "sync/restored/beneath.h"

namespace xinqiao::sync {
namespace {

// So many values are asked about with what is looked for, 8 bytes each, and as many of so many records in a clash.
constexpr std::size_t kBesideMax = 64;
constexpr std::uint32_t kClashesPerSync = 8;

// By its own change, or overwritten by somebody who had seen it. `own`: of the record.
bool is_back(const RecordState& base, std::uint32_t number, const Head& head, const std::vector<OwnChange>& own) {
  const auto group = base.groups.find(number);
  if (group == base.groups.end()) return is_overwritten({}, number, head.id, own);
  return has_head(group->second.heads, head.id) || std::ranges::binary_search(group->second.named, head.id) ||
         is_overwritten(group->second, number, head.id, own);
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

// What lies beneath what a deletion had seen is covered by it too: it stays as what the record shows when the deletion
// is taken back, or lost again.
void cover(RecordState& base, const std::vector<Head>& heads) {
  const auto deleted = base.groups.find(kDeletedGroup);
  if (deleted == base.groups.end()) return;
  for (Head& deletion : deleted->second.heads) {
    if (!deletion.value) continue;
    for (const Head& head : heads) deletion.covers.push_back(head.id);
    std::ranges::sort(deletion.covers);
    deletion.covers.erase(std::ranges::unique(deletion.covers).begin(), deletion.covers.end());
  }
}

// Of what stands together in a group, what another of it had overwritten. Somebody newer may have overwritten all of
// it, of which the device is told nothing: then it stays.
Status drop_overwritten(LocalStore& store, const GroupPlace& place, const v1::SyncResponse& response) {
  Id child;
  XQ_ASSIGN(auto base, base_of(store, place.record, child));
  const auto group = base.groups.find(place.group);
  if (group == base.groups.end()) return {};
  std::vector<Head> left = group->second.heads;
  std::erase_if(left, [&](const Head& head) {
    return std::ranges::any_of(response.overwritten(), [&](const v1::Overwritten& told) {
      return told.group() == place.group && told.id() == head.id;
    });
  });
  if (left.size() == group->second.heads.size()) return {};
  if (!left.empty()) {
    group->second.heads = std::move(left);
  } else if (place.group != kDeletedGroup) {
    cover(base, group->second.heads);
  }
  return store.records().put(base, child);
}

// Heads that the server is to compare.
class Asking {
 public:
  // False: it would be too much.
  bool add(const RecordState& base, const std::vector<std::uint32_t>& groups) {
    std::vector<ChangeId> more;
    for (const std::uint32_t number : groups) {
      const auto group = base.groups.find(number);
      if (group == base.groups.end()) continue;
      for (const Head& head : group->second.heads) more.push_back(head.id);
    }
    if (!ids_.empty() && ids_.size() + more.size() > kBesideMax) return false;
    ids_.insert(more.begin(), more.end());
    for (const std::uint32_t number : groups) places_.insert({base.record, number});
    return true;
  }
  void take_into(Sent& sent) const {
    for (const ChangeId id : ids_) {
      if (std::ranges::find(sent.lost, id) == sent.lost.end()) sent.beside.push_back(id);
    }
    sent.beside_in.insert(sent.beside_in.end(), places_.begin(), places_.end());
  }

 private:
  std::set<ChangeId> ids_;
  std::set<GroupPlace> places_;
};

std::vector<std::uint32_t> groups_in_clash(const RecordState& base) {
  const bool deletion = is_deletion_clash(base);
  std::vector<std::uint32_t> groups;
  for (const auto& [number, group] : base.groups) {
    if (deletion || is_clash(group)) groups.push_back(number);
  }
  return groups;
}

}  // namespace

Status ask_beside(LocalStore& store, Sent& sent) {
  XQ_ASSIGN(const auto lost, store.lost().places(sent.lost));
  Id child;
  Asking where_lost;
  for (const GroupPlace& place : lost) {
    XQ_ASSIGN(const auto base, base_of(store, place.record, child));
    where_lost.add(base, {place.group});
  }
  where_lost.take_into(sent);
  XQ_ASSIGN(const auto state, store.meta().sync());
  XQ_ASSIGN(auto clashing, store.records().in_clash(state.asked_at(), kClashesPerSync));
  if (clashing.empty() && state.asked_at() > 0) {
    XQ_ASSIGN(clashing, store.records().in_clash(0, kClashesPerSync));
  }
  Asking clashes;
  std::uint64_t asked_at = 0;
  for (const auto& [no, record] : clashing) {
    XQ_ASSIGN(const auto base, base_of(store, record, child));
    if (!clashes.add(base, groups_in_clash(base))) break;
    asked_at = no;
  }
  clashes.take_into(sent);
  const bool at_the_end = clashing.size() < kClashesPerSync && (clashing.empty() || asked_at == clashing.back().no);
  if (asked_at != state.asked_at()) sent.asked_at = at_the_end ? 0 : asked_at;
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
        const Id& record = entry.state.record;
        if (is_back(*row->base, number, head, own)) XQ_TRY(store.lost().strike(record, number, head.id));
      }
    }
  }
  return {};
}

}  // namespace xinqiao::sync
