#include "service/push/tell_saw.h"

#include <algorithm>
#include <map>

#include "merge/saw.h"
#include "merge/standing.h"
#include "model/schema.h"

namespace xinqiao::server {
namespace {

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

bool is_in(const std::vector<Saw>& saw, ChangeId id) { return std::ranges::find(saw, id, &Saw::id) != saw.end(); }

// Of those that clash, or were chosen between, one had not seen it: they clashed when it was overwritten.
bool stood_beside(ChangeId id, const std::vector<std::vector<Saw>>& each) {
  return std::ranges::any_of(each, [&](const auto& saw) { return !is_in(saw, id); });
}

// What a change's author had seen, and what those before had chosen between, by the log: as when all of it had come in
// its order (merge/saw.h).
class Story {
 public:
  Story(PastChanges& past, const RecordState& state, std::uint32_t number)
      : past_(past), state_(state), number_(number) {}

  // By id: found once, however many have seen it.
  Result<std::vector<Saw>> of(ChangeId id, std::size_t depth = 0) {
    const auto known = told_.find(id);
    if (known != told_.end()) return known->second;
    told_[id] = {};  // ends where changes would have seen each other
    XQ_ASSIGN(auto saw, saw_of(past_, state_, id, number_));
    const bool chosen = number_ == kDeletedGroup ||
                        std::ranges::any_of(saw, [&](const Saw& one) { return one.value != saw.front().value; });
    std::vector<std::vector<Saw>> before;
    for (std::size_t i = 0; i < saw.size() && depth < kStorySteps; ++i) {
      if (chosen) saw[i].how = Saw::How::kChosen;
      XQ_ASSIGN(before.emplace_back(), of(saw[i].id, depth + 1));
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const Saw& one : before[i]) {
        if (one.how == Saw::How::kBefore && !(chosen && !is_in(saw, one.id) && stood_beside(one.id, before))) continue;
        if (is_in(saw, one.id) || saw.size() >= kSawPerHead) continue;
        saw.push_back(one);
        saw.back().how = Saw::How::kEarlier;
      }
    }
    return told_[id] = std::move(saw);
  }

 private:
  static constexpr std::size_t kStorySteps = 16;

  PastChanges& past_;
  const RecordState& state_;
  const std::uint32_t number_;
  std::map<ChangeId, std::vector<Saw>> told_;
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
  Story story(past, state, group);
  std::vector<std::vector<Saw>> told;
  for (const Head& head : there.heads) {
    XQ_ASSIGN(told.emplace_back(), story.of(head.id));
  }
  for (std::size_t i = 0; i < there.heads.size(); ++i) {
    Head& head = there.heads[i];
    std::vector<Saw> saw = told[i];
    for (Saw& one : saw) {
      if (one.how == Saw::How::kBefore && stood_beside(one.id, told)) one.how = Saw::How::kChosen;
    }
    for (const Saw& one : head.saw) {
      const auto known = std::ranges::find(saw, one.id, &Saw::id);
      if (known == saw.end()) {
        saw.push_back(one);
      } else if (known->how == Saw::How::kBefore) {
        known->how = one.how;
      }
    }
    if (!is_story(saw) && !is_clash(there)) continue;
    std::swap(head.saw, saw);
    if (bytes_told(state) > kSawBytesPerRecord) std::swap(head.saw, saw);
  }
  return {};
}

}  // namespace xinqiao::server
