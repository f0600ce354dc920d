// Goal: heads are a function of the set of changes. Method: causally possible histories of four writers
// with stale views, delivered in many orders with repeats, against the definition itself (a change stands
// in a group when no change of the set names it there).
#include <gtest/gtest.h>

#include <set>

#include "merge/changes.h"
#include "testing/seeded_random.h"

namespace xinqiao {
namespace {

using namespace testing;  // NOLINT: the helpers of merge/changes.h

struct History {
  std::vector<Change> changes;
};

// Each writer edits over what it knew after some earlier change of the history.
History random_history(SeededRandom& random) {
  History history;
  const auto length = 3 + random.below(8);
  for (ChangeId id = 1; id <= length; ++id) {
    const auto knew = history.changes.empty() ? 0 : random.below(history.changes.size() + 1);
    const auto view = merged({history.changes.begin(), history.changes.begin() + static_cast<std::ptrdiff_t>(knew)});
    std::vector<TouchedGroup> touched;
    for (const std::uint32_t group : {5U, 6U}) {
      if (random.below(3) == 0 && !(touched.empty() && group == 6U)) continue;
      auto seen = heads(view, group);
      if (!seen.empty() && random.below(4) == 0) seen.pop_back();  // a plain save over an open clash
      touched.push_back(sets(group, random.below(3), seen));
    }
    history.changes.push_back(change(id, touched));
  }
  return history;
}

std::set<ChangeId> heads_by_definition(const History& history, std::uint32_t group) {
  std::set<ChangeId> standing;
  for (const Change& one : history.changes) {
    for (const TouchedGroup& touched : one.groups) {
      if (touched.number == group) standing.insert(one.id);
    }
  }
  for (const Change& one : history.changes) {
    for (const TouchedGroup& touched : one.groups) {
      if (touched.number != group) continue;
      for (const ChangeId id : touched.seen) standing.erase(id);
    }
  }
  return standing;
}

std::vector<Change> shuffled_with_repeats(const History& history, SeededRandom& random) {
  std::vector<Change> out = history.changes;
  for (const Change& one : history.changes) {
    if (random.below(3) == 0) out.push_back(one);
  }
  for (std::size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[random.below(i)]);
  return out;
}

TEST(MergeOrders, HeadsAreTheChangesNobodyNames) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SeededRandom random(seed);
    const History history = random_history(random);
    for (int order = 0; order < 5; ++order) {
      const auto state = merged(shuffled_with_repeats(history, random));
      for (const std::uint32_t group : {5U, 6U}) {
        const auto got = heads(state, group);
        ASSERT_EQ(std::set<ChangeId>(got.begin(), got.end()), heads_by_definition(history, group))
            << "seed " << seed << " order " << order << " group " << group;
      }
    }
  }
}

TEST(MergeOrders, ReplicasThatKnowTheSameHoldTheSameHeads) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SeededRandom random(seed);
    const History history = random_history(random);
    auto a = merged(shuffled_with_repeats(history, random));
    auto b = merged(shuffled_with_repeats(history, random));
    for (auto* state : {&a, &b}) {
      for (auto& [number, group] : state->groups) group.seq = 0;  // the order of arrival is all it tells
    }
    ASSERT_EQ(a, b) << "seed " << seed;
  }
}

}  // namespace
}  // namespace xinqiao
