#include "service/push/tell_saw.h"

#include <algorithm>

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

}  // namespace

bool may_tell(std::uint32_t kind) { return kind != schema::kConcernKind && kind != schema::kConcernStepKind; }

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

}  // namespace xinqiao::server
