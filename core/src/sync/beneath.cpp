#include "sync/beneath.h"

#include <algorithm>

#include "sync/settle.h"

namespace xinqiao::sync {
namespace {

bool has_head(const GroupState& group, ChangeId id) {
  return std::ranges::find(group.heads, id, &Head::id) != group.heads.end();
}

// It is back, or was overwritten by what is part of base.
bool is_above(const GroupState& group, std::uint32_t number, ChangeId lost, const std::vector<OwnChange>& own) {
  return has_head(group, lost) || std::ranges::any_of(own, [&](const OwnChange& each) {
           const bool in_base = each.state == OwnState::kSettled || has_head(group, each.change.id);
           return in_base && saw(each.change, number, lost);
         });
}

// What has yet to come is named, as in any merge: it was seen before it came.
void pass_over(GroupState& group, const std::vector<ChangeId>& ids, const std::vector<OwnChange>& own) {
  std::erase_if(group.heads, [&](const Head& head) { return std::ranges::binary_search(ids, head.id); });
  for (const OwnChange& each : own) {
    if (each.state == OwnState::kSettled || !std::ranges::binary_search(ids, each.change.id)) continue;
    group.named.push_back(each.change.id);
  }
  std::ranges::sort(group.named);
  group.named.erase(std::ranges::unique(group.named).begin(), group.named.end());
}

}  // namespace

Status note_beneath(LocalStore& store, const Id& record, std::uint32_t number, const GroupState& lost,
                    const std::vector<OwnChange>& own, std::uint64_t cut) {
  BeneathLost::Entry entry{0, number, {}, {}};
  for (const OwnChange& each : own) {
    const ChangeId id = each.change.id;
    const bool overwritten = each.state == OwnState::kSettled && each.org_seq > cut &&
                             touched(each.change, number) != nullptr && !has_head(lost, id);
    const bool passed_over = std::ranges::binary_search(lost.named, id);
    if (overwritten || passed_over) entry.own.push_back(id);
  }
  if (entry.own.empty() || lost.heads.empty()) return {};
  std::ranges::sort(entry.own);
  for (const Head& head : lost.heads) entry.heads.push_back(head.id);
  return store.beneath().add(record, entry);
}

Status pass_over_beneath(LocalStore& store, RecordState& base) {
  XQ_ASSIGN(const auto entries, store.beneath().of(base.record));
  if (entries.empty()) return {};
  XQ_ASSIGN(const auto own, store.own().all_of(base.record));
  for (const auto& entry : entries) {
    const auto group = base.groups.find(entry.group);
    const bool all = group != base.groups.end() && std::ranges::all_of(entry.heads, [&](ChangeId head) {
                       return is_above(group->second, entry.group, head, own);
                     });
    if (!all) continue;
    pass_over(group->second, entry.own, own);
    XQ_TRY(store.beneath().erase(entry.no));
  }
  return {};
}

Status forget_beneath(LocalStore& store, const RecordState& told) {
  XQ_ASSIGN(const auto entries, store.beneath().of(told.record));
  for (const auto& entry : entries) {
    if (told.groups.contains(entry.group)) XQ_TRY(store.beneath().erase(entry.no));
  }
  return {};
}

}  // namespace xinqiao::sync
