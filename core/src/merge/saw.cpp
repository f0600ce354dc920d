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
  return out;
}

bool is_decision(const std::vector<Saw>& saw) {
  return std::ranges::any_of(saw, [&](const Saw& one) { return one.value != saw.front().value; });
}

}  // namespace xinqiao
