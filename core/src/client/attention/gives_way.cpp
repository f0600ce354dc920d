#include "client/attention/gives_way.h"

#include <algorithm>

namespace xinqiao {

Stamp latest(const GroupState& group) {
  Stamp stamp = 0;
  for (const Head& head : group.heads) stamp = std::max(stamp, head.effective);
  return stamp;
}

std::set<ChangeId> others_of(const RecordState& view, std::uint32_t number, const GroupState& lost,
                             const LostValues::Together& together) {
  std::set<ChangeId> ids;
  const auto sets = together.find(number);
  const auto group = view.groups.find(number);
  if (sets == together.end() || group == view.groups.end()) return ids;
  for (const Head& value : lost.heads) {
    for (const auto& set : sets->second) {
      if (!has_head(set, value.id)) continue;
      for (const Head& head : group->second.heads) {
        const bool stood = std::ranges::any_of(set, [&](const Head& other) {
          return other.id == head.id || (other.value == head.value && other.value != value.value);
        });
        if (stood) ids.insert(head.id);
      }
    }
  }
  return ids;
}

bool is_newer(const RecordState& view, std::uint32_t number, const GroupState& lost, const std::set<ChangeId>& aside) {
  const auto group = view.groups.find(number);
  return group != view.groups.end() && std::ranges::any_of(group->second.heads, [&](const Head& head) {
           const bool differs = std::ranges::find(lost.heads, head.value, &Head::value) == lost.heads.end();
           return differs && head.effective > latest(lost) && !aside.contains(head.id);
         });
}

std::set<ChangeId> gives_way(const RecordState* base, std::uint32_t number, const GroupState& lost,
                             const LostValues::Together& together) {
  std::set<ChangeId> ids;
  if (base == nullptr) return ids;
  const auto group = base->groups.find(number);
  if (group == base->groups.end() || group->second.seq > lost.seq) return ids;
  for (const Head& head : group->second.heads) ids.insert(head.id);
  for (const ChangeId id : others_of(*base, number, lost, together)) ids.erase(id);
  return ids;
}

}  // namespace xinqiao
