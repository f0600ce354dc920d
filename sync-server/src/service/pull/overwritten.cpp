#include "service/pull/overwritten.h"

#include <algorithm>
#include <map>
#include <set>

#include "service/push/past_changes.h"

namespace xinqiao::server {
namespace {

// In each group at least so many changes are read, as long as the request may read any.
constexpr std::size_t kStepsMin = 50;

struct Place {
  Id record;
  std::uint32_t group = 0;
  auto operator<=>(const Place&) const = default;
};

// `covered`: by deletions that are asked about too. What lies beneath that they had seen as well.
Result<std::set<ChangeId>> overwritten_in(PastChanges& past, const Place& place, const std::set<ChangeId>& ids,
                                          const std::set<ChangeId>& covered, std::size_t steps) {
  std::set<ChangeId> out;
  std::set<ChangeId> met = ids;
  std::vector<ChangeId> open(ids.begin(), ids.end());
  for (const ChangeId id : covered) {
    if (met.insert(id).second) open.push_back(id);
  }
  for (; steps > 0 && !open.empty(); --steps) {
    const ChangeId id = open.back();
    open.pop_back();
    XQ_ASSIGN(const Change* change, past.find(id));
    const bool fits = change != nullptr && change->record == place.record;
    const TouchedGroup* group = fits ? touched(*change, place.group) : nullptr;
    if (group == nullptr) continue;
    for (const ChangeId seen : group->seen) {
      if (ids.contains(seen)) out.insert(seen);
      if (met.insert(seen).second) open.push_back(seen);
    }
  }
  return out;
}

}  // namespace

Status add_overwritten(Snapshot& snapshot, const Identity& identity, const std::vector<ChangeId>& ids,
                       v1::SyncResponse& out) {
  if (ids.size() < 2) return {};
  PastChanges past(snapshot, identity);
  std::map<Place, std::set<ChangeId>> places;
  std::map<Id, std::set<ChangeId>> covered;  // by record
  for (const ChangeId id : ids) {
    XQ_ASSIGN(const Change* change, past.find(id));
    if (change == nullptr) continue;
    for (const TouchedGroup& group : change->groups) {
      places[{change->record, group.number}].insert(id);
      covered[change->record].insert(group.covers.begin(), group.covers.end());
    }
  }
  for (const auto& [place, together] : places) {
    const std::set<ChangeId>& beneath = covered[place.record];
    if (together.size() < 2 && beneath.empty()) continue;
    const std::size_t steps = std::max(PastChanges::kLookUpsMax / places.size(), kStepsMin);
    XQ_ASSIGN(const auto overwritten, overwritten_in(past, place, together, beneath, steps));
    for (const ChangeId id : overwritten) {
      auto& told = *out.add_overwritten();
      told.set_id(id);
      told.set_group(place.group);
    }
  }
  return {};
}

}  // namespace xinqiao::server
