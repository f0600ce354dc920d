// Goal: wherever a link breaks off, the same sync gets through at its second attempt, and nothing is lost or doubled.
// Method: real TLS; the first connection of each sync is cut one byte later than the last one's, until a sync has none
// left to cut. XQ_CUT_EVERY=1 looks at every byte, otherwise at some.
#include <algorithm>
#include <cstdlib>

#include "e2e/cut/town.h"

namespace xinqiao::testing {
namespace {

constexpr int kEveryUsually = 23;
constexpr std::size_t kNoteBytes = 600;

int step() {
  const char* wanted = std::getenv("XQ_CUT_EVERY");
  return wanted == nullptr ? kEveryUsually : std::max(1, std::atoi(wanted));
}

struct EveryCut : Cuts {
  void visit(Device& device) {
    device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", incompressible(kNoteBytes)}});
  }
  // Cuts one byte after another until there is nothing to cut; answers with how far that was.
  std::int64_t cut_all(CuttingProxy::Way way) {
    for (std::int64_t bytes = 0;; bytes += step()) {
      visit(office);
      office.sync();
      visit(phone);
      proxy.cut_next(way, bytes);
      const SyncReport report = sync();
      EXPECT_EQ(report.accepted, 1U) << "cut after " << bytes;
      EXPECT_EQ(report.pulled, 1U) << "cut after " << bytes;
      if (!proxy.has_cut() || ::testing::Test::HasFailure()) return bytes;
    }
  }
};

TEST(EveryByte, OfWhatADeviceSendsMayBeTheLast) {
  EveryCut town;
  EXPECT_GT(town.cut_all(CuttingProxy::Way::kUp), 1000) << "a handshake and a request";
  town.expect_nothing_lost_or_doubled();
}

TEST(EveryByte, OfWhatAServerAnswersMayBeTheLast) {
  EveryCut town;
  EXPECT_GT(town.cut_all(CuttingProxy::Way::kDown), 1000) << "a handshake and an answer";
  town.expect_nothing_lost_or_doubled();
}

}  // namespace
}  // namespace xinqiao::testing
