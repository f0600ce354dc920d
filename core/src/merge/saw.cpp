#include "merge/saw.h"

#include <algorithm>

namespace xinqiao {
namespace {

std::optional<Saw> find_in(const GroupState& group, ChangeId id) {
  for (const Head& head : group.heads) {
    if (head.id == id) return Saw{head.id, head.value, head.effective, head.author};
  }
  for (const Head& head : group.heads) {
    const auto found = std::ranges::find(head.saw, id, &Saw::id);
    if (found != head.saw.end()) return *found;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Saw> saw_in(const GroupState& group, const std::vector<ChangeId>& seen) {
  std::vector<Saw> out;
  for (const ChangeId id : seen) {
    if (auto saw = find_in(group, id)) out.push_back(*std::move(saw));
  }
  std::size_t bytes = 0;
  std::vector<Saw> story;
  for (const Head& head : group.heads) {
    if (std::ranges::find(seen, head.id) == seen.end() || !is_decision(head.saw)) continue;
    for (const Saw& saw : head.saw) {
      bytes += saw.value.value_or("").size();
      if (std::ranges::find(out, saw.id, &Saw::id) == out.end()) story.push_back(saw);
    }
  }
  if (bytes <= kStoryBytes) out.insert(out.end(), story.begin(), story.end());
  return out;
}

bool is_decision(const std::vector<Saw>& saw) {
  return std::ranges::any_of(saw, [&](const Saw& one) { return one.value != saw.front().value; });
}

}  // namespace xinqiao
