#include "service/push/tell_saw.h"

#include <algorithm>

namespace xinqiao::server {
namespace {

const TouchedGroup* touched(const Change& change, std::uint32_t number) {
  const auto found = std::ranges::find(change.groups, number, &TouchedGroup::number);
  return found == change.groups.end() ? nullptr : &*found;
}

std::size_t bytes_told(const RecordState& state) {
  std::size_t bytes = 0;
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      for (const Saw& saw : head.saw) bytes += 48 + saw.value.value_or("").size();
    }
  }
  return bytes;
}

Result<std::vector<Saw>> saw_of(PastChanges& past, ChangeId head, std::uint32_t number) {
  std::vector<Saw> out;
  XQ_ASSIGN(const Change* change, past.find(head));
  const TouchedGroup* wrote = change == nullptr ? nullptr : touched(*change, number);
  if (wrote == nullptr) return out;
  for (const ChangeId id : wrote->seen) {
    XQ_ASSIGN(const Change* before, past.find(id));
    const TouchedGroup* stood = before == nullptr ? nullptr : touched(*before, number);
    if (stood != nullptr) out.push_back({id, stood->value, before->effective, before->author});
  }
  return out;
}

}  // namespace

Status tell_saw(PastChanges& past, RecordState& state, std::uint32_t group) {
  std::size_t told = bytes_told(state);
  for (Head& head : state.groups[group].heads) {
    if (!head.saw.empty()) continue;
    XQ_ASSIGN(auto saw, saw_of(past, head.id, group));
    std::size_t more = 0;
    for (const Saw& one : saw) more += 48 + one.value.value_or("").size();
    if (told + more > kSawBytesPerRecord) continue;
    told += more;
    head.saw = std::move(saw);
  }
  return {};
}

}  // namespace xinqiao::server
