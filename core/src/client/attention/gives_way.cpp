#include "client/attention/gives_way.h"

#include <algorithm>

namespace xinqiao {

Stamp latest(const GroupState& group) {
  Stamp stamp = 0;
  for (const Head& head : group.heads) stamp = std::max(stamp, head.effective);
  return stamp;
}

std::set<ChangeId> others_of(const RecordState& view, std::uint32_t number, const Head& lost, const Beside& beside) {
  std::set<ChangeId> ids;
  const auto stood = beside.find(number);
  const auto group = view.groups.find(number);
  if (stood == beside.end() || group == view.groups.end()) return ids;
  for (const Head& head : group->second.heads) {
    const bool same = std::ranges::any_of(stood->second, [&](const Head& other) {
      return other.id == head.id || (other.value == head.value && other.value != lost.value);
    });
    if (same) ids.insert(head.id);
  }
  return ids;
}

bool is_newer(const RecordState& view, std::uint32_t number, Stamp lost, const std::set<ChangeId>& beside) {
  const auto group = view.groups.find(number);
  return group != view.groups.end() && std::ranges::any_of(group->second.heads, [&](const Head& head) {
           return head.effective > lost && !beside.contains(head.id);
         });
}

std::set<ChangeId> gives_way(const RecordState* base, std::uint32_t number, const GroupState& lost,
                             const Beside& beside) {
  std::set<ChangeId> ids;
  if (base == nullptr) return ids;
  const auto group = base->groups.find(number);
  if (group == base->groups.end() || group->second.seq > lost.seq) return ids;
  for (const Head& head : group->second.heads) {
    if (head.effective <= latest(lost)) ids.insert(head.id);
  }
  for (const Head& head : lost.heads) {
    for (const ChangeId id : others_of(*base, number, head, beside)) ids.erase(id);
  }
  return ids;
}

}  // namespace xinqiao
