#include "merge/saw.h"

#include <algorithm>

#include "merge/standing.h"

namespace xinqiao {
namespace {

constexpr std::size_t kSawBytes = 48;  // of one without its value

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

bool differ(const std::vector<Saw>& saw) {
  return std::ranges::any_of(saw, [&](const Saw& one) { return one.value != saw.front().value; });
}

// What was chosen between before, the latest first, as much as is told.
std::vector<Saw> story_of(const GroupState& group, const std::vector<ChangeId>& seen, const std::vector<Saw>& told) {
  std::vector<Saw> story;
  for (const Head& head : group.heads) {
    if (std::ranges::find(seen, head.id) == seen.end()) continue;
    for (const Saw& saw : head.saw) {
      const bool known = std::ranges::find(told, saw.id, &Saw::id) != told.end() ||
                         std::ranges::find(story, saw.id, &Saw::id) != story.end();
      if (saw.how == Saw::How::kBefore || known) continue;
      story.push_back(saw);
      story.back().how = Saw::How::kEarlier;
    }
  }
  std::ranges::sort(
      story, [](const Saw& a, const Saw& b) { return std::pair(a.effective, a.id) > std::pair(b.effective, b.id); });
  std::size_t bytes = 0;
  const auto end = std::ranges::find_if(story, [&](const Saw& saw) {
    bytes += kSawBytes + saw.value.value_or("").size();
    return bytes > kStoryBytes;
  });
  story.erase(end, story.end());
  return story;
}

}  // namespace

std::vector<Saw> saw_in(const GroupState& group, std::uint32_t number, const std::vector<ChangeId>& seen) {
  std::vector<Saw> out;
  for (const ChangeId id : seen) {
    if (auto saw = find_in(group, id)) out.push_back(*std::move(saw));
  }
  const bool chosen = number == kDeletedGroup || is_clash(group) || differ(out);
  const Saw::How how = chosen ? Saw::How::kChosen : Saw::How::kBefore;
  for (Saw& saw : out) saw.how = how;
  std::ranges::move(story_of(group, seen, out), std::back_inserter(out));
  return out;
}

bool is_story(const std::vector<Saw>& saw) {
  return std::ranges::any_of(saw, [](const Saw& one) { return one.how != Saw::How::kBefore; });
}

}  // namespace xinqiao
