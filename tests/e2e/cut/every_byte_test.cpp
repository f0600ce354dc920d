// Goal: wherever a link breaks off, the same sync gets through at its second attempt, and nothing is lost or doubled.
// Method: real TLS; the first connection of each sync is cut one byte later than the last one's, until a sync has none
// left to cut. XQ_CUT_EVERY=1 looks at every byte, otherwise at some.
#include <algorithm>
#include <cstdlib>

#include "admin/tls_identity.h"
#include "e2e/cut/cutting_proxy.h"
#include "e2e/world.h"
#include "http/server.h"
#include "net/curl_transport.h"

namespace xinqiao::testing {
namespace {

constexpr int kEveryUsually = 23;
constexpr std::size_t kNoteBytes = 600;

int step() {
  const char* wanted = std::getenv("XQ_CUT_EVERY");
  return wanted == nullptr ? kEveryUsually : std::max(1, std::atoi(wanted));
}

struct Cuts {
  World world;
  server::Tls tls = *server::make_tls_identity("127.0.0.1");
  server::http::AccessLog log{"off", Bytes(32, 'k')};
  std::unique_ptr<server::http::Server> server = start();
  CuttingProxy proxy{server->port()};
  Device office{world, world.office_code()};
  Device phone{world, world.invite("office", "李秀英")};
  Id child = office.add("child", {{"name", "韦小燕"}});

  Cuts() {
    office.sync();
    phone.sync();
  }
  ~Cuts() {
    server->stop();
    world.service().drain();
  }
  std::unique_ptr<server::http::Server> start() {
    server::http::Server::Options options;
    options.certificate = tls.certificate;
    options.key = tls.key;
    options.limits.address_requests_per_second = 1e9;
    return *server::http::Server::start(std::move(options), world.service(), log);
  }
  void visit(Device& device) {
    std::string note;  // that hardly shrinks
    while (note.size() < kNoteBytes) note += Id::random(world.clock.wall_ms(), world.random).uuid();
    device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", note}});
  }
  // One sync of the phone on a connection of its own.
  SyncReport sync() {
    auto transport = CurlTransport::create({.url = proxy.url(), .pin = tls.pin});
    EXPECT_TRUE(transport.ok());
    const auto wait = [this](std::int64_t ms) {
      world.clock.advance(ms);
      return true;
    };
    const auto report = phone.client().sync(**transport, wait, 60'000, nullptr);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : SyncReport();
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
  void expect_nothing_lost_or_doubled() {
    Device newcomer(world, world.invite("office", "石老师"));
    office.sync();
    phone.sync();
    newcomer.sync();
    EXPECT_EQ(office.client().status()->records, phone.client().status()->records);
    EXPECT_EQ(office.client().status()->clashes, 0U);
    EXPECT_EQ(office.digest(), phone.digest());
    EXPECT_EQ(newcomer.digest(), phone.digest());
  }
};

TEST(EveryByte, OfWhatADeviceSendsMayBeTheLast) {
  Cuts town;
  EXPECT_GT(town.cut_all(CuttingProxy::Way::kUp), 1000) << "a handshake and a request";
  town.expect_nothing_lost_or_doubled();
}

TEST(EveryByte, OfWhatAServerAnswersMayBeTheLast) {
  Cuts town;
  EXPECT_GT(town.cut_all(CuttingProxy::Way::kDown), 1000) << "a handshake and an answer";
  town.expect_nothing_lost_or_doubled();
}

}  // namespace
}  // namespace xinqiao::testing
