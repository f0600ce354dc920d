#include "service/push/tell_saw.h"

#include <algorithm>
#include <set>

#include "merge/saw.h"
#include "merge/standing.h"
#include "model/schema.h"

namespace xinqiao::server {
namespace {

const TouchedGroup* touched(const Change& change, std::uint32_t number) {
  const auto found = std::ranges::find(change.groups, number, &TouchedGroup::number);
  return found == change.groups.end() ? nullptr : &*found;
}

std::size_t bytes_of(const Saw& saw) { return 48 + saw.value.value_or("").size(); }

std::size_t bytes_told(const RecordState& state) {
  std::size_t bytes = 0;
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      for (const Saw& saw : head.saw) bytes += bytes_of(saw);
    }
  }
  return bytes;
}

// What a change of this record gave the group; null when it is of another record or touched other groups.
Result<const Change*> change_of(PastChanges& past, const RecordState& state, ChangeId id, std::uint32_t number) {
  XQ_ASSIGN(const Change* change, past.find(id));
  const bool fits = change != nullptr && change->record == state.record && touched(*change, number) != nullptr;
  return fits ? change : nullptr;
}

Result<std::vector<Saw>> saw_of(PastChanges& past, const RecordState& state, ChangeId head, std::uint32_t number) {
  std::vector<Saw> out;
  XQ_ASSIGN(const Change* change, change_of(past, state, head, number));
  if (change == nullptr) return out;
  const std::vector<ChangeId>& seen = touched(*change, number)->seen;
  for (std::size_t i = 0; i < seen.size() && i < kSawPerHead; ++i) {
    XQ_ASSIGN(const Change* before, change_of(past, state, seen[i], number));
    if (before != nullptr) out.push_back({seen[i], touched(*before, number)->value, before->effective, before->author});
  }
  return out;
}

// What a change's author had seen, and what those before had chosen between, by the log: as when all of it had come in
// its order (merge/saw.h).
class Story {
 public:
  Story(PastChanges& past, const RecordState& state, std::uint32_t number)
      : past_(past), state_(state), number_(number) {}

  Result<std::vector<Saw>> of(ChangeId id, std::size_t depth = 0) {
    looked_at_.insert(id);
    XQ_ASSIGN(auto saw, saw_of(past_, state_, id, number_));
    const bool chosen = number_ == kDeletedGroup ||
                        std::ranges::any_of(saw, [&](const Saw& one) { return one.value != saw.front().value; });
    if (chosen) {
      for (Saw& one : saw) one.how = Saw::How::kChosen;
    }
    const std::size_t direct = saw.size();
    for (std::size_t i = 0; i < direct && depth < kStorySteps; ++i) {
      if (looked_at_.contains(saw[i].id)) continue;
      XQ_ASSIGN(const auto before, of(saw[i].id, depth + 1));
      for (const Saw& one : before) {
        const bool known = std::ranges::find(saw, one.id, &Saw::id) != saw.end();
        if (one.how == Saw::How::kBefore || known || saw.size() >= kSawPerHead) continue;
        saw.push_back(one);
        saw.back().how = Saw::How::kEarlier;
      }
    }
    return saw;
  }

 private:
  static constexpr std::size_t kStorySteps = 16;
  PastChanges& past_;
  const RecordState& state_;
  const std::uint32_t number_;
  std::set<ChangeId> looked_at_;
};

}  // namespace

bool may_tell(std::uint32_t kind) {
  return kind != 0 && kind != schema::kConcernKind && kind != schema::kConcernStepKind;
}

Status tell_saw(PastChanges& past, RecordState& state, std::uint32_t group, std::size_t& left) {
  std::size_t told = bytes_told(state);
  for (Head& head : state.groups[group].heads) {
    if (!head.saw.empty()) continue;
    if (told >= kSawBytesPerRecord || left == 0) return {};
    XQ_ASSIGN(auto saw, saw_of(past, state, head.id, group));
    std::size_t more = 0;
    for (const Saw& one : saw) more += bytes_of(one);
    if (told + more > kSawBytesPerRecord || more > left) continue;
    told += more;
    left -= more;
    head.saw = std::move(saw);
  }
  return {};
}

Status retell(PastChanges& past, RecordState& state, std::uint32_t group) {
  GroupState& there = state.groups[group];
  for (Head& head : there.heads) {
    XQ_ASSIGN(auto saw, Story(past, state, group).of(head.id));
    for (const Saw& one : head.saw) {
      if (std::ranges::find(saw, one.id, &Saw::id) == saw.end()) saw.push_back(one);
    }
    if (!is_story(saw) && !is_clash(there)) continue;
    std::swap(head.saw, saw);
    if (bytes_told(state) > kSawBytesPerRecord) std::swap(head.saw, saw);
  }
  return {};
}

}  // namespace xinqiao::server
