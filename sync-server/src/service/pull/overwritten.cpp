#include "service/pull/overwritten.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "service/push/past_changes.h"

namespace xinqiao::server {
namespace {

struct Place {
  Id record;
  std::uint32_t group = 0;
  auto operator<=>(const Place&) const = default;
};

// The history of one group, from the newest change back: what is asked about lies near its end.
class Walk {
 public:
  // `together`: what is asked about.
  Walk(PastChanges& past, const Place& place, std::set<ChangeId> together)
      : past_(past), place_(place), together_(std::move(together)), most_(together_.size() - 1) {}

  Status begin(const std::set<ChangeId>& covered) {
    for (const ChangeId id : together_) XQ_TRY(open(id));
    // The newest of them is overwritten by none of the others, but perhaps by what a deletion had seen.
    if (!covered.empty()) most_ = together_.size();
    for (const ChangeId id : covered) XQ_TRY(open(id));
    return {};
  }
  // Goes on for so many steps; the answer: how many were needed.
  Result<std::size_t> go(std::size_t steps) {
    std::size_t gone = 0;
    for (; gone < steps && !ended(); ++gone) {
      const auto [effective, id] = *open_.rbegin();
      open_.erase(std::prev(open_.end()));
      XQ_ASSIGN(const TouchedGroup* group, find(id));
      if (group == nullptr) break;  // as much was read as is read for a request
      for (const ChangeId seen : group->seen) {
        if (together_.contains(seen)) overwritten_.insert(seen);
        XQ_TRY(open(seen));
      }
    }
    return gone;
  }
  bool ended() const { return open_.empty() || overwritten_.size() >= most_; }
  const Place& place() const { return place_; }
  // By anything newer.
  const std::set<ChangeId>& overwritten() const { return overwritten_; }

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
  std::set<ChangeId> together_;
  std::size_t most_;  // of them can have been overwritten
  std::set<std::pair<Stamp, ChangeId>> open_;
  std::set<ChangeId> overwritten_;
};

// Each gets as much; what is left of that, for most need a step or two, those that have not ended.
Status go_in_turn(std::vector<Walk>& walks) {
  std::size_t left = PastChanges::kLookUpsMax;
  std::size_t going = walks.size();
  while (going > 0 && left > 0) {
    const std::size_t share = std::max<std::size_t>(1, left / going);
    going = 0;
    for (Walk& walk : walks) {
      XQ_ASSIGN(const std::size_t gone, walk.go(std::min(share, left)));
      left -= gone;
      if (!walk.ended() && gone == share) ++going;
    }
  }
  return {};
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
  // A deletion has seen what lies beneath what it covers.
  std::erase_if(places,
                [&](const auto& entry) { return entry.second.size() < 2 && covered[entry.first.record].empty(); });
  std::vector<Walk> walks;
  walks.reserve(places.size());
  for (auto& [place, together] : places) {
    walks.emplace_back(past, place, std::move(together));
    XQ_TRY(walks.back().begin(covered[place.record]));
  }
  XQ_TRY(go_in_turn(walks));
  for (const Walk& walk : walks) {
    for (const ChangeId id : walk.overwritten()) {
      auto& told = *out.add_overwritten();
      told.set_id(id);
      told.set_group(walk.place().group);
    }
  }
  return {};
}

}  // namespace xinqiao::server
