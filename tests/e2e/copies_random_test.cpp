// Goal: in whatever order folders are copied, put back, written to and synced, all replicas come out equal, with every
// visit once. Method: seeded random schedules on a network that fails; at the end everybody syncs until it is quiet.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

constexpr std::size_t kCopies = 4;

// What a schedule has beside saves, syncs and copies. Not both: an old phone and an old server together really lose
// what was written in between.
enum class Beside { kOldPhone, kOldServer };

class Schedule {
 public:
  Schedule(std::uint64_t seed, Beside beside) : world_(seed), choose_(seed * 2 + 1), beside_(beside) {
    devices_.push_back(std::make_unique<Device>(world_, world_.office_code()));
    devices_.push_back(std::make_unique<Device>(world_, world_.invite("office", "王主任")));
    child_ = devices_[0]->add("child", {{"name", "韦小燕"}});
    for (int round = 0; round < 2; ++round) sync_all();
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    for (int round = 0; round < 4; ++round) sync_all();
  }

  void expect_same() {
    const Bytes digest = devices_[0]->digest();
    const std::string visits = shown_visits(*devices_[0]);
    for (auto& device : devices_) {
      EXPECT_EQ(device->digest(), digest);
      EXPECT_EQ(shown_visits(*device), visits);
      EXPECT_EQ(device->count("visit"), visits_.size());
      EXPECT_EQ(device->client().status()->unsent, 0U);
      EXPECT_EQ(device->client().status()->needs_attention, device->told_copied()) << "nothing else";
      EXPECT_EQ(device->in_overlay(), 0U);
      for (const Id& visit : visits_) EXPECT_TRUE(device->holds(visit)) << visit.uuid();
    }
  }

 private:
  static std::string shown_visits(Device& device) {
    std::string all;
    const auto visits = device.client().list(schema::find_kind("visit")->number, {}, {}, 1000);
    for (const auto& shown : visits->records) {
      all += text::to_json(shown.id, shown.kind, shown.fields) + (shown.clashing.empty() ? "\n" : " clash\n");
    }
    return all;
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(choose_.u64() % limit); }
  Device& any() { return *devices_[below(devices_.size())]; }
  void sync_all() {
    for (auto& device : devices_) device->sync();
  }

  void step() {
    Device& device = any();
    switch (below(10)) {
      case 0:
      case 1:
        visits_.insert(device.add("visit", {{"child", child_.uuid()}, {"kind", "talk"}, {"mind", note()}}));
        break;
      case 2:
      case 3:
        edit(device);
        break;
      case 4:
        if (devices_.size() < 2 + kCopies) copy(device);
        break;
      case 5:
        go_back(device);
        break;
      case 6:
        for (int i = 0; i < 4; ++i) device.wire.fates.push_back(static_cast<Fate>(below(5)));
        static_cast<void>(device.try_sync());
        device.wire.fates.clear();
        break;
      default:
        device.sync();
    }
    world_.clock.advance(static_cast<std::int64_t>(below(3)) * 1000);
  }

  std::string note() { return "第" + std::to_string(++notes_) + "次"; }

  void copy(Device& device) { devices_.push_back(std::make_unique<Device>(device)); }

  void edit(Device& device) {
    std::vector<Id> held;
    std::ranges::copy_if(visits_, std::back_inserter(held), [&](const Id& id) { return device.holds(id); });
    if (held.empty()) return;
    const Status edited = device.set(held[below(held.size())], {{"mind", note()}});
    EXPECT_TRUE(edited.ok()) << edited.error().message;
  }

  // To an old state, which is made the first time. What a phone has not sent is sent first.
  void go_back(Device& device) {
    if (beside_ == Beside::kOldServer) {
      if (server_.empty()) {
        server_ = world_.copy();
      } else {
        world_.put_back(server_);
      }
      return;
    }
    std::string& backup = backups_[&device];
    if (backup.empty()) {
      backup = device.back_up();
    } else {
      device.sync();
      device.put_back(backup);
    }
  }

  World world_;
  SeededRandom choose_;
  const Beside beside_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::map<Device*, std::string> backups_;
  std::string server_;
  std::set<Id> visits_;
  Id child_;
  int notes_ = 0;
};

void run_many(Beside beside) {
  const char* asked = std::getenv("XQ_SCHEDULES");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  const std::uint64_t schedules = asked == nullptr ? 12 : std::strtoull(asked, nullptr, 10);
  const char* from = std::getenv("XQ_SEED");  // NOLINT(concurrency-mt-unsafe)
  const std::uint64_t first = from == nullptr ? 1 : std::strtoull(from, nullptr, 10);
  for (std::uint64_t seed = first; seed < first + schedules && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Schedule schedule(seed, beside);
    schedule.run(40);
    schedule.expect_same();
  }
}

TEST(CopiesAtRandom, ComeOutEqualWithOldPhones) { run_many(Beside::kOldPhone); }
TEST(CopiesAtRandom, ComeOutEqualWithOldServers) { run_many(Beside::kOldServer); }

}  // namespace
}  // namespace xinqiao::testing
