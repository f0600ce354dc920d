// Goal: whatever people and networks do, every phone and the server hold and show what the oracle says, after every
// step. Method: random schedules of three to five phones with open forms, lost, slow and repeated messages, pages and
// wrong clocks; and every short schedule of two.
#include "merge/world/world.h"

#include <gtest/gtest.h>

namespace xinqiao::testing {
namespace {

constexpr std::uint64_t kSeeds = 3000;

std::string report(const Schedule& schedule) {
  const Finding finding = shrink(schedule, Bug::kNone);
  return finding.what + "\n" + to_string(finding.schedule);
}

TEST(MergeWorldRuns, ShowTheTruthAfterEveryStep) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Schedule schedule = random_schedule(seed);
    ASSERT_FALSE(violation(schedule, Bug::kNone)) << "seed " << seed << ": " << report(schedule);
  }
}

TEST(MergeWorldRuns, AreTheSameForTheSameSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    MergeWorld first;
    MergeWorld second;
    EXPECT_FALSE(first.run(random_schedule(seed)) || second.run(random_schedule(seed)));
    EXPECT_EQ(first.server().records(), second.server().records());
  }
}

Step step(Act act, int phone, int groups = 1, int value = 0, Fault fault = Fault::kNone) {
  return {.act = act, .phone = phone, .groups = groups, .value = value, .fault = fault};
}

// What two people can do to one record that both know.
TEST(MergeWorldRuns, ShowTheTruthInEveryShortScheduleOfTwo) {
  const Schedule before = {step(Act::kSave, 0, 3, 0b0101), step(Act::kSync, 0), step(Act::kSync, 1)};
  const std::vector<Step> alphabet = {
      step(Act::kSave, 0, 1, 3),    step(Act::kSave, 0, 2, 0b1000),
      step(Act::kSave, 1, 1, 2),    step(Act::kSave, 1, 3, 3),
      step(Act::kOpen, 1),          step(Act::kDelete, 0),
      step(Act::kDelete, 1),        step(Act::kBringBack, 1),
      step(Act::kResolve, 0, 3, 1), step(Act::kSync, 0),
      step(Act::kSync, 1),          step(Act::kSync, 1, 1, 0, Fault::kAnswerLost),
  };
  constexpr std::size_t kLength = 4;
  std::size_t count = 1;
  for (std::size_t i = 0; i < kLength; ++i) count *= alphabet.size();
  for (std::size_t number = 0; number < count; ++number) {
    Schedule schedule = before;
    for (std::size_t i = 0, rest = number; i < kLength; ++i, rest /= alphabet.size())
      schedule.push_back(alphabet[rest % alphabet.size()]);
    ASSERT_FALSE(violation(schedule, Bug::kNone)) << "number " << number << ": " << report(schedule);
  }
}

}  // namespace
}  // namespace xinqiao::testing
