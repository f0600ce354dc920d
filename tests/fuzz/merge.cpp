// Merging. The input is a history of several writers, each with a stale view, causally possible by the way it is drawn;
// then two orders of arrival. Both end in the same state, whose heads are the changes that nobody names.
#include <algorithm>
#include <set>

#include "base/check.h"
#include "fuzz/targets.h"
#include "merge/changes.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "simulation/script/choices.h"

namespace xinqiao::fuzz {
namespace {

using simulation::ByteChoices;
using simulation::Choices;
using testing::merged;

constexpr std::uint64_t kChangesMax = 24;
constexpr std::array<std::uint32_t, 3> kGroups = {kDeletedGroup, 5, 28};  // 28 of a child is a danger sign
constexpr std::uint32_t kDanger = 28;

std::vector<ChangeId> seen_of(const RecordState& view, std::uint32_t number, Choices& choices) {
  std::vector<ChangeId> seen = testing::heads(view, number);
  if (choices.below(4) == 0) return seen;  // a resolve: all of them
  std::erase_if(seen, [&](ChangeId) { return choices.below(4) == 0; });
  return seen;
}

TouchedGroup draw_group(const RecordState& view, std::uint32_t number, Choices& choices) {
  TouchedGroup group{number, std::nullopt, seen_of(view, number, choices), {}};
  const std::uint64_t value = choices.below(4);
  if (number == kDeletedGroup) {
    if (value % 2 == 0) group.value = Bytes();
    if (group.value) group.covers = all_heads(view);
  } else if (value > 0) {
    group.value = testing::number_field(number, value);
  }
  return group;
}

// Ids are drawn, so that their order says nothing of the order of writing.
std::vector<Change> draw_history(Choices& choices) {
  std::vector<Change> history;
  std::set<ChangeId> ids;
  const std::uint64_t length = 1 + choices.below(kChangesMax);
  for (std::uint64_t i = 0; i < length; ++i) {
    const std::uint64_t knew = choices.below(history.size() + 1);
    const auto view = merged({history.begin(), history.begin() + static_cast<std::ptrdiff_t>(knew)});
    std::vector<TouchedGroup> touched;
    for (const std::uint32_t number : kGroups) {
      if (choices.below(3) == 0) touched.push_back(draw_group(view, number, choices));
    }
    if (touched.empty()) touched.push_back(draw_group(view, kGroups[1], choices));
    ChangeId id = 1 + choices.below(200);
    while (!ids.insert(id).second) ++id;
    history.push_back(testing::change(id, std::move(touched), 1 + choices.below(8)));
  }
  return history;
}

std::vector<Change> draw_order(std::vector<Change> changes, Choices& choices) {
  const std::size_t repeats = choices.below(4);
  for (std::size_t i = 0; i < repeats; ++i) changes.push_back(changes[choices.below(changes.size())]);
  for (std::size_t i = changes.size(); i > 1; --i) std::swap(changes[i - 1], changes[choices.below(i)]);
  return changes;
}

std::vector<ChangeId> heads_by_definition(const std::vector<Change>& history, std::uint32_t number) {
  std::set<ChangeId> standing;
  for (const Change& change : history) {
    for (const TouchedGroup& touched : change.groups) {
      if (touched.number == number) standing.insert(change.id);
    }
  }
  for (const Change& change : history) {
    for (const TouchedGroup& touched : change.groups) {
      if (touched.number != number) continue;
      for (const ChangeId id : touched.seen) standing.erase(id);
    }
  }
  return {standing.begin(), standing.end()};
}

// Which change came last is the order of arrival's alone.
RecordState without_seqs(RecordState state) {
  for (auto& [number, group] : state.groups) group.seq = 0;
  return state;
}

void check_grave(const RecordState& state) {
  const auto group = state.groups.find(kDanger);
  if (group == state.groups.end() || group->second.heads.empty()) return;
  const auto* field = schema::find_kind(schema::kChildKind)->message->find(kDanger);
  const Head& shown = standing(group->second, field);
  for (const Head& head : group->second.heads) {
    XQ_CHECK(read_varint(head.value.value_or("")).value_or(0) <= read_varint(shown.value.value_or("")).value_or(0));
  }
}

}  // namespace

void fuzz_merge(BytesView input) {
  ByteChoices choices(input);
  const auto history = draw_history(choices);
  const RecordState one = merged(draw_order(history, choices));
  const RecordState other = merged(draw_order(history, choices));
  XQ_CHECK(without_seqs(one) == without_seqs(other));
  for (const std::uint32_t number : kGroups) {
    XQ_CHECK(testing::heads(one, number) == heads_by_definition(history, number));
  }
  for (const auto& [number, group] : one.groups) XQ_CHECK(group.named.empty());
  XQ_CHECK(shown_fields(one) == shown_fields(other));
  check_grave(one);
  const auto decoded = decode_state(encode_state(one));
  XQ_CHECK(decoded.ok() && *decoded == one);
}

}  // namespace xinqiao::fuzz
