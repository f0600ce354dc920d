// Goal: what a replica holds is a function of the set of changes it has, not of their order, their repeats or the size
// of pages. Method: histories that people made with stale forms, merged in every order when they are short and in
// sampled orders when they are long, and pulled page by page, against the oracle.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "merge/changes.h"
#include "merge/world/compare.h"
#include "merge/world/world.h"
#include "testing/seeded_random.h"

namespace xinqiao::testing {
namespace {

constexpr std::size_t kEveryOrderUpTo = 5;
constexpr int kSampledOrders = 20;

std::vector<Change> changes_of(const MergeWorld& world, int record) {
  std::vector<Change> out;
  for (const Change& change : world.server().log()) {
    if (change.record == world_record(record)) out.push_back(change);
  }
  return out;
}

std::string wrong_in(const MergeWorld& world, int record, const std::vector<Change>& order) {
  return difference(merged(order), world.oracle().view(Oracle::kServer, record), Bug::kNone);
}

std::vector<Change> shuffled_with_repeats(std::vector<Change> changes, SeededRandom& random) {
  for (std::size_t i = 0, first = changes.size(); i < first; ++i) {
    if (random.below(3) == 0) changes.push_back(changes[i]);
  }
  for (std::size_t i = changes.size(); i > 1; --i) std::swap(changes[i - 1], changes[random.below(i)]);
  return changes;
}

TEST(Delivery, InAnyOrderAndWithRepeatsComesToTheSame) {
  std::size_t exhausted = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    MergeWorld world;
    ASSERT_FALSE(world.run(random_schedule(seed)) || world.drain()) << "seed " << seed;
    SeededRandom random(seed);
    for (int record = 0; record < kWorldRecords; ++record) {
      std::vector<Change> changes = changes_of(world, record);
      if (changes.size() > kEveryOrderUpTo) {
        for (int order = 0; order < kSampledOrders; ++order)
          ASSERT_EQ(wrong_in(world, record, shuffled_with_repeats(changes, random)), "") << "seed " << seed;
        continue;
      }
      std::ranges::sort(changes, {}, &Change::id);
      do {
        ASSERT_EQ(wrong_in(world, record, changes), "") << "seed " << seed;
      } while (std::ranges::next_permutation(changes, {}, &Change::id).found);
      exhausted += changes.size() > 2 ? 1 : 0;
    }
  }
  EXPECT_GT(exhausted, 50U);  // the short histories are there
}

// A new phone, each page read twice.
TEST(Delivery, InPagesOfAnySizeComesToTheSame) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    MergeWorld world;
    ASSERT_FALSE(world.run(random_schedule(seed)) || world.drain()) << "seed " << seed;
    for (std::size_t size = 1; size <= kWorldRecords + 1; ++size) {
      std::map<Id, RecordState> base;
      Cursor cursor;
      for (bool complete = false; !complete;) {
        Response page;
        for (int repeat = 0; repeat < 2; ++repeat) {
          page = world.server().pull(cursor, size, {});
          for (const RecordState& delta : page.deltas) {
            base[delta.record].kind = delta.kind;
            base[delta.record].record = delta.record;
            for (const auto& [number, group] : delta.groups) base[delta.record].groups[number] = group;
          }
        }
        cursor = page.cursor;
        complete = page.complete;
      }
      for (const auto& [id, state] : world.server().records()) {
        if (is_empty(state)) continue;
        ASSERT_EQ(base[id], state) << "seed " << seed << " page " << size;
      }
    }
  }
}

}  // namespace
}  // namespace xinqiao::testing
