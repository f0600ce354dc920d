#include "merge/replaces.h"

#include <algorithm>

namespace xinqiao {

bool is_deletion(const Change& change) {
  return !change.groups.empty() && change.groups.front().number == kDeletedGroup && change.groups.front().value;
}

bool is_letting_go(const Change& change) {
  const TouchedGroup* only = change.groups.size() == 1 ? &change.groups.front() : nullptr;
  return only != nullptr && only->number == kDeletedGroup && !only->value && !only->covers.empty();
}

bool ends_waiting(const Change& change) { return change.kind != 0 || is_deletion(change) || is_letting_go(change); }

bool replaces(const Change& later, const Change& refused, bool exists) {
  if (is_letting_go(later)) return std::ranges::binary_search(later.groups.front().covers, refused.id);
  if (refused.kind != 0 && later.kind == 0 && !exists && !is_deletion(later)) return false;
  const auto knows = [&](const std::vector<ChangeId>& ids) { return std::ranges::binary_search(ids, refused.id); };
  return std::ranges::all_of(refused.groups, [&](const TouchedGroup& group) {
    return std::ranges::any_of(later.groups, [&](const TouchedGroup& mine) {
      return mine.number == group.number ? knows(mine.seen) : mine.number == kDeletedGroup && knows(mine.covers);
    });
  });
}

}  // namespace xinqiao
