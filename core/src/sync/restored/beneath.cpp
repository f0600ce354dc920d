#include "sync/restored/beneath.h"

#include <algorithm>
#include <map>
#include <optional>

#include "sync/answer/settle.h"

namespace xinqiao::sync {
namespace {

using Values = std::map<ChangeId, std::optional<Bytes>>;

Values values_of(const std::optional<LostValues::Entry>& lost, std::uint32_t number) {
  Values values;
  if (!lost) return values;
  const auto group = lost->state.groups.find(number);
  if (group == lost->state.groups.end()) return values;
  for (const Head& head : group->second.heads) values.emplace(head.id, head.value);
  return values;
}

// It is back, or the same value is, or it was overwritten by what is part of base.
bool is_above(const GroupState& group, const BeneathLost::Entry& entry, ChangeId lost, const Values& values,
              const std::vector<OwnChange>& own) {
  if (has_head(group.heads, lost) || std::ranges::binary_search(group.named, lost)) return true;
  const auto value = values.find(lost);
  const bool equal = value != values.end() && std::ranges::any_of(group.heads, [&](const Head& head) {
                       return head.value == value->second && !std::ranges::binary_search(entry.own, head.id);
                     });
  return equal || is_overwritten(group, entry.group, lost, own);
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
                             touched(each.change, number) != nullptr && !has_head(lost.heads, id);
    const bool passed_over = std::ranges::binary_search(lost.named, id);
    if (overwritten || passed_over) entry.own.push_back(id);
  }
  if (entry.own.empty() || lost.heads.empty()) return {};
  std::ranges::sort(entry.own);
  for (const Head& head : lost.heads) entry.heads.push_back(head.id);
  return store.beneath().add(record, entry);
}

Status pass_over_beneath(LocalStore& store, RecordState& base, const std::vector<std::uint32_t>& groups) {
  XQ_ASSIGN(const auto entries, store.beneath().of(base.record));
  if (entries.empty()) return {};
  XQ_ASSIGN(const auto own, store.own().all_of(base.record));
  XQ_ASSIGN(const auto lost, store.lost().kept(base.record));
  for (const auto& entry : entries) {
    if (std::ranges::find(groups, entry.group) == groups.end()) continue;
    const Values values = values_of(lost, entry.group);
    GroupState& group = base.groups[entry.group];
    const bool all =
        std::ranges::all_of(entry.heads, [&](ChangeId head) { return is_above(group, entry, head, values, own); });
    if (all) pass_over(group, entry.own, own);
  }
  return {};
}

Status forget_beneath(LocalStore& store, const RecordState& told) {
  XQ_ASSIGN(const auto entries, store.beneath().of(told.record));
  if (entries.empty()) return {};
  XQ_ASSIGN(const auto own, store.own().all_of(told.record));
  for (const auto& entry : entries) {
    const auto group = told.groups.find(entry.group);
    if (group == told.groups.end()) continue;
    const bool done = std::ranges::none_of(own, [&](const OwnChange& each) {
      const bool came = each.state == OwnState::kSettled && !has_head(group->second.heads, each.change.id);
      return std::ranges::binary_search(entry.own, each.change.id) && !came;
    });
    if (!done) continue;
    XQ_TRY(store.beneath().erase(entry.no));
  }
  return {};
}

}  // namespace xinqiao::sync
