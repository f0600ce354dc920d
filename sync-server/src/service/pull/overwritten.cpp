#include "service/pull/overwritten.h"

#include <algorithm>
#include <iterator>
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

// The history of one group, from the newest change back: what is asked about lies near its end.
class Walk {
 public:
  Walk(PastChanges& past, const Place& place) : past_(past), place_(place) {}

  Status begin_at(const std::set<ChangeId>& ids) {
    for (const ChangeId id : ids) XQ_TRY(open(id));
    return {};
  }
  // Of `ids`, what anything newer than it had overwritten.
  Result<std::set<ChangeId>> overwritten(const std::set<ChangeId>& ids, std::size_t steps) {
    std::set<ChangeId> out;
    for (; steps_ < steps && !open_.empty() && out.size() < ids.size(); ++steps_) {
      const auto [effective, id] = *open_.rbegin();
      open_.erase(std::prev(open_.end()));
      XQ_ASSIGN(const TouchedGroup* group, find(id));
      if (group == nullptr) break;  // as much was read as is read for a request
      for (const ChangeId seen : group->seen) {
        if (ids.contains(seen)) out.insert(seen);
        XQ_TRY(open(seen));
      }
    }
    return out;
  }
  std::size_t steps() const { return steps_; }

 private:
  Status open(ChangeId id) {
    if (!met_.insert(id).second) return {};
    XQ_ASSIGN(const Change* change, past_.find(id));
    if (change != nullptr && group_of(*change) != nullptr) open_.emplace(change->effective, id);
    return {};
  }
  Result<const TouchedGroup*> find(ChangeId id) {
    XQ_ASSIGN(const Change* change, past_.find(id));
    return change == nullptr ? nullptr : group_of(*change);
  }
  const TouchedGroup* group_of(const Change& change) const {
    return change.record == place_.record ? touched(change, place_.group) : nullptr;
  }

  PastChanges& past_;
  Place place_;
  std::set<ChangeId> met_;
  std::set<std::pair<Stamp, ChangeId>> open_;
  std::size_t steps_ = 0;
};

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
  // A deletion has seen what lies beneath what it covers.
  std::erase_if(places,
                [&](const auto& entry) { return entry.second.size() < 2 && covered[entry.first.record].empty(); });
  std::size_t left = PastChanges::kLookUpsMax;
  std::size_t waiting = places.size();
  for (const auto& [place, together] : places) {
    Walk walk(past, place);
    XQ_TRY(walk.begin_at(together));
    XQ_TRY(walk.begin_at(covered[place.record]));
    --waiting;  // most need a step or two
    const std::size_t steps = left > (waiting + 1) * kStepsMin ? left - waiting * kStepsMin : kStepsMin;
    XQ_ASSIGN(const auto overwritten, walk.overwritten(together, steps));
    left -= std::min(left, walk.steps());
    for (const ChangeId id : overwritten) {
      auto& told = *out.add_overwritten();
      told.set_id(id);
      told.set_group(place.group);
    }
  }
  return {};
}

}  // namespace xinqiao::server
