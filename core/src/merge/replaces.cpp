#include "merge/replaces.h"

#include <algorithm>

namespace xinqiao {

bool is_deletion(const Change& change) {
  return !change.groups.empty() && change.groups.front().number == kDeletedGroup && change.groups.front().value;
}

bool replaces(const Change& later, const Change& refused, bool exists) {
  if (refused.kind != 0 && later.kind == 0 && !exists && !is_deletion(later)) return false;
  const auto knows = [&](const std::vector<ChangeId>& ids) { return std::ranges::binary_search(ids, refused.id); };
  return std::ranges::all_of(refused.groups, [&](const TouchedGroup& group) {
    return std::ranges::any_of(later.groups, [&](const TouchedGroup& mine) {
      return mine.number == group.number ? knows(mine.seen) : mine.number == kDeletedGroup && knows(mine.covers);
    });
  });
}

}  // namespace xinqiao
