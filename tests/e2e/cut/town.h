#pragma once

#include <string>

#include "admin/tls_identity.h"
#include "e2e/cut/cutting_proxy.h"
#include "e2e/world.h"
#include "http/server.h"
#include "net/curl_transport.h"

namespace xinqiao::testing {

// An office and a phone with a child in common; the phone syncs through the proxy.
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
  std::string incompressible(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += Id::random(world.clock.wall_ms(), world.random).uuid();
    return text;
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

}  // namespace xinqiao::testing
