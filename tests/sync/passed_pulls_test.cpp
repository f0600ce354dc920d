#include "sync/restored/passed_pulls.h"

#include <gtest/gtest.h>

#include <string>

namespace xinqiao::sync {
namespace {

std::string cursor_of(std::uint64_t seq) { return "cursor " + std::to_string(seq); }

v1::SyncState after(std::uint64_t pulls) {
  v1::SyncState state;
  for (std::uint64_t seq = 1; seq <= pulls; ++seq) {
    state.set_cursor(cursor_of(seq));
    note_passed(state, seq, state.cursor());
  }
  return state;
}

std::uint64_t place_of(const v1::SyncState& state) {
  return state.passed_size() == 0 ? 0 : state.passed(state.passed_size() - 1).seq();
}

TEST(PassedPulls, FallBackToTheNewestFromBeforeTheCut) {
  v1::SyncState state = after(5);
  fall_back(state, 3);
  EXPECT_EQ(state.cursor(), cursor_of(3));
  EXPECT_EQ(place_of(state), 3U);
}

TEST(PassedPulls, StayWhereNothingWentBeyondTheCut) {
  v1::SyncState state = after(5);
  fall_back(state, 5);
  EXPECT_EQ(state.cursor(), cursor_of(5));
}

TEST(PassedPulls, FallBackFromTheMiddleOfAPullToItsBeginning) {
  v1::SyncState state = after(5);
  state.set_cursor("a page further");
  fall_back(state, 9);
  EXPECT_EQ(state.cursor(), cursor_of(5));
}

TEST(PassedPulls, FallBackToNothingBeforeTheFirst) {
  v1::SyncState state = after(5);
  fall_back(state, 0);
  EXPECT_TRUE(state.cursor().empty());
  EXPECT_EQ(state.passed_size(), 0);
}

TEST(PassedPulls, OfManyAFewStayAndNoneIsMuchFurtherThanTheCut) {
  constexpr std::uint64_t kPulls = 5000;
  const v1::SyncState state = after(kPulls);
  EXPECT_EQ(state.passed_size(), kPassedPullsMax);
  for (std::uint64_t cut = 1; cut < kPulls; ++cut) {
    v1::SyncState restored = state;
    fall_back(restored, cut);
    ASSERT_LE(place_of(restored), cut);
    ASSERT_GE(place_of(restored), 1U) << "where it began";
    ASSERT_LE(kPulls - place_of(restored), 4 * (kPulls - cut)) << cut;
    ASSERT_EQ(restored.cursor(), cursor_of(place_of(restored)));
  }
}

}  // namespace
}  // namespace xinqiao::sync
