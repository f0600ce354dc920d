// Goal: over a link that carries less than one change before it breaks off, a sync gets on, both ways. Method: real
// TLS; every connection is cut after a few thousand bytes.
#include "e2e/cut/town.h"

namespace xinqiao::testing {
namespace {

constexpr std::int64_t kCarries = 6000;       // of a connection, its handshake with it
constexpr std::size_t kTextBytes = 8 * 1024;  // the longest there is

// Four texts that do not shrink: several connections' worth.
void write_much(Cuts& town, Device& device) {
  std::vector<text::Assignment> fields{{"child", town.child.uuid()}, {"kind", "talk"}};
  for (const char* name : {"living", "learning", "mind", "health"})
    fields.push_back({name, town.incompressible(kTextBytes - 40)});
  device.add("visit", fields);
}

TEST(NarrowLink, ALargeRecordGoesUpInPieces) {
  Cuts town;
  write_much(town, town.phone);
  town.proxy.cut_every(CuttingProxy::Way::kUp, kCarries);
  EXPECT_EQ(town.sync().accepted, 1U);
  EXPECT_TRUE(town.proxy.has_cut());
  town.proxy.cut_next(CuttingProxy::Way::kUp, -1);
  town.expect_nothing_lost_or_doubled();
}

TEST(NarrowLink, ALargeRecordComesDownInPieces) {
  Cuts town;
  write_much(town, town.office);
  town.office.sync();
  town.proxy.cut_every(CuttingProxy::Way::kDown, kCarries);
  EXPECT_EQ(town.sync().pulled, 1U);
  EXPECT_TRUE(town.proxy.has_cut());
  town.proxy.cut_next(CuttingProxy::Way::kDown, -1);
  town.expect_nothing_lost_or_doubled();
}

}  // namespace
}  // namespace xinqiao::testing
