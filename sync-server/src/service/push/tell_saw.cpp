#include "service/push/tell_saw.h"

#include <algorithm>

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

// What somebody chose between: as when all of it had been there (merge/saw.h).
void mark_chosen(std::vector<Saw>& saw, std::uint32_t number) {
  const auto is_direct = [](const Saw& one) { return one.how != Saw::How::kEarlier; };
  const auto first = std::ranges::find_if(saw, is_direct);
  const bool chosen = number == kDeletedGroup || std::ranges::any_of(saw, [&](const Saw& one) {
                        return is_direct(one) && one.value != first->value;
                      });
  if (!chosen) return;
  for (Saw& one : saw) {
    if (is_direct(one)) one.how = Saw::How::kChosen;
  }
}

// How the head's author came by it: they had seen it, or somebody had whose value they had seen.
Result<std::optional<Saw::How>> how_seen(PastChanges& past, const RecordState& state, const Head& head, ChangeId id,
                                         std::uint32_t number) {
  std::optional<Saw::How> none;
  const auto has_seen = [&](ChangeId who) -> Result<bool> {
    XQ_ASSIGN(const Change* change, change_of(past, state, who, number));
    return change != nullptr && std::ranges::binary_search(touched(*change, number)->seen, id);
  };
  XQ_ASSIGN(const bool itself, has_seen(head.id));
  if (itself) return std::optional(Saw::How::kBefore);
  for (const Saw& saw : head.saw) {
    if (saw.how == Saw::How::kBefore) continue;
    XQ_ASSIGN(const bool told, has_seen(saw.id));
    if (told) return std::optional(Saw::How::kEarlier);
  }
  return none;
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

Status tell_late(PastChanges& past, RecordState& state, const Change& late) {
  for (const TouchedGroup& group : late.groups) {
    GroupState& there = state.groups[group.number];
    if (std::ranges::find(there.heads, late.id, &Head::id) != there.heads.end()) continue;
    for (Head& head : there.heads) {
      if (std::ranges::find(head.saw, late.id, &Saw::id) != head.saw.end()) continue;
      XQ_ASSIGN(const auto how, how_seen(past, state, head, late.id, group.number));
      if (!how) continue;
      std::vector<Saw> saw{{late.id, group.value, late.effective, late.author, *how}};
      if (*how == Saw::How::kBefore) {  // with what else came late
        XQ_ASSIGN(saw, saw_of(past, state, head.id, group.number));
      }
      for (Saw& one : head.saw) {
        if (std::ranges::find(saw, one.id, &Saw::id) == saw.end()) saw.push_back(one);
      }
      mark_chosen(saw, group.number);
      if (!is_story(saw) && !is_clash(there)) continue;
      std::swap(head.saw, saw);
      if (bytes_told(state) > kSawBytesPerRecord) std::swap(head.saw, saw);
    }
  }
  return {};
}

}  // namespace xinqiao::server
