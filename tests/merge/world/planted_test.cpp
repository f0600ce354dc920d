// Goal: the oracle notices when a rule is broken. Method: the same schedules in a world that breaks one rule; a
// violation must be found within a fixed number of seeds, and is printed with its shortest trace.
#include <gtest/gtest.h>

#include "merge/world/world.h"

namespace xinqiao::testing {
namespace {

constexpr std::uint64_t kSeeds = 2000;

struct Planted {
  Bug bug;
  const char* name;
};

void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class PlantedBug : public ::testing::TestWithParam<Planted> {};

TEST_P(PlantedBug, IsFound) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Schedule schedule = random_schedule(seed);
    if (!violation(schedule, GetParam().bug)) continue;
    const Finding finding = shrink(schedule, GetParam().bug);
    std::cout << "seed " << seed << ": " << finding.what << "\n" << to_string(finding.schedule);
    return;
  }
  FAIL() << "no violation in " << kSeeds << " seeds";
}

INSTANTIATE_TEST_SUITE_P(
    MergeWorld, PlantedBug,
    ::testing::Values(
        Planted{Bug::kOneCurrentStamp, "OneCurrentStamp"}, Planted{Bug::kSeenAllHeads, "SeenAllHeads"},
        Planted{Bug::kSeenWinnerOnly, "SeenWinnerOnly"}, Planted{Bug::kSeenSharedByGroups, "SeenSharedByGroups"},
        Planted{Bug::kSeenAtSave, "SeenAtSave"}, Planted{Bug::kDeletionOmitsHeads, "DeletionOmitsHeads"},
        Planted{Bug::kDeletionNamesShown, "DeletionNamesShown"}, Planted{Bug::kDeltaByWinner, "DeltaByWinner"},
        Planted{Bug::kOwnLeftOutBesideOthers, "OwnLeftOutBesideOthers"},
        Planted{Bug::kGroupsBeyondPosition, "GroupsBeyondPosition"}, Planted{Bug::kPageSplitsSeq, "PageSplitsSeq"},
        Planted{Bug::kRawStamps, "RawStamps"}, Planted{Bug::kCommonDelta, "CommonDelta"},
        Planted{Bug::kClockNotLowered, "ClockNotLowered"}, Planted{Bug::kLateAnswerTeaches, "LateAnswerTeaches"},
        Planted{Bug::kIdsForgotten, "IdsForgotten"}, Planted{Bug::kNoTransactionVerdict, "NoTransactionVerdict"},
        Planted{Bug::kGraverDoesNotStand, "GraverDoesNotStand"},
        Planted{Bug::kOverlayDroppedAtPage, "OverlayDroppedAtPage"},
        Planted{Bug::kRefusedStaysInView, "RefusedStaysInView"}, Planted{Bug::kDeletionHidesAll, "DeletionHidesAll"},
        Planted{Bug::kEqualHeadsClash, "EqualHeadsClash"}),
    [](const auto& planted) { return planted.param.name; });

}  // namespace
}  // namespace xinqiao::testing
