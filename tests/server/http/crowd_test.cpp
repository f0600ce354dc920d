#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "server/http/running_server.h"

// Many connections, many requests, and the end of it all.
namespace xinqiao::server::http {
namespace {

using namespace std::chrono_literals;

using CrowdTest = RunningServer;

TEST_F(CrowdTest, ServesManyConnectionsAtOnce) {
  start();
  std::vector<TlsClient> clients;
  for (int i = 0; i < 100; ++i) {
    auto client = TlsClient::connect(server_->port());
    ASSERT_TRUE(client);
    clients.push_back(std::move(*client));
  }
  for (auto& client : clients) ASSERT_TRUE(client.send(post("/v1/sync", "x")));
  for (auto& client : clients) {
    const auto reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
  }
}

// One too many is hung up on; when another leaves there is room again.
TEST_F(CrowdTest, LimitsConnectionsPerAddress) {
  limits.connections_per_address = 2;
  start();
  auto first = TlsClient::connect(server_->port());
  const auto second = TlsClient::connect(server_->port());
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(TlsClient::connect(server_->port()));
  ASSERT_TRUE(first->send("GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
  ASSERT_TRUE(first->receive());
  ASSERT_TRUE(first->is_closed_by_server());
  first->cut();
  // The place is free a moment after the goodbye.
  std::optional<TlsClient> third;
  for (int i = 0; i < 1000 && !third; ++i) third = TlsClient::connect(server_->port());
  EXPECT_TRUE(third);
}

TEST_F(CrowdTest, SlowsDownABusyConnection) {
  limits.requests_per_second = 0.001;
  limits.burst_seconds = 3000;
  start();
  auto client = TlsClient::connect(server_->port());
  ASSERT_TRUE(client);
  for (const int status : {200, 200, 200, 429, 429}) {
    ASSERT_TRUE(client->send(post("/v1/sync", "x")));
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, status);
    if (status == 429) {
      EXPECT_EQ(error_of(*reply).code(), v1::ERROR_BUSY);
      EXPECT_EQ(reply->headers.at("retry-after"), "60");
    }
  }
  EXPECT_EQ(service_.requests(), 3);
  expect_still_answers();  // another connection
}

// Opening another connection does not help a busy address.
TEST_F(CrowdTest, SlowsDownABusyAddress) {
  limits.address_requests_per_second = 0.001;
  limits.burst_seconds = 2000;
  limits.requests_per_second = 100;
  start();
  // Two tokens: a handshake and a request.
  auto first = TlsClient::connect(server_->port());
  ASSERT_TRUE(first);
  for (const int status : {200, 429}) {
    ASSERT_TRUE(first->send(get("/healthz")));
    const auto reply = first->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, status);
  }
  EXPECT_FALSE(TlsClient::connect(server_->port())) << "no handshake for a busy address";
}

// All bodies together have a budget; what does not fit is asked to come again.
TEST_F(CrowdTest, LimitsTheMemoryOfAllBodies) {
  limits.bodies_bytes = 100'000;
  start();
  service_.hold();
  auto first = TlsClient::connect(server_->port());
  auto second = TlsClient::connect(server_->port());
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(first->send(post("/v1/sync", std::string(80'000, 'x'))));
  service_.wait_for_held(1);
  ASSERT_TRUE(second->send(post("/v1/sync", std::string(80'000, 'x'))));
  const auto refused = second->receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  service_.release();
  const auto taken = first->receive();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->status, 200);
  expect_still_answers();
}

// What is in flight is answered; the idle are hung up on; nothing new is taken.
TEST_F(CrowdTest, StopsGracefully) {
  const auto port = start();
  service_.hold();
  auto idle = TlsClient::connect(port);
  auto busy = TlsClient::connect(port);
  ASSERT_TRUE(idle && busy);
  ASSERT_TRUE(busy->send(post("/v1/sync", "last words")));
  service_.wait_for_held(1);
  std::jthread stopping([&] { EXPECT_TRUE(server_->stop()); });
  EXPECT_TRUE(idle->is_closed_by_server());  // so the stop is under way
  service_.release();
  const auto reply = busy->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "/v1/sync:last words");
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_TRUE(busy->is_closed_by_server());
  stopping.join();
  EXPECT_FALSE(TlsClient::connect(port));
}

// A service that does not answer cannot hold the stop up for ever.
TEST_F(CrowdTest, StopsInBoundedTime) {
  limits.stop = 100ms;
  start();
  service_.hold();
  auto client = TlsClient::connect(server_->port());
  ASSERT_TRUE(client);
  ASSERT_TRUE(client->send(post("/v1/sync", "x")));
  service_.wait_for_held(1);
  EXPECT_FALSE(server_->stop());
  service_.drain();
  EXPECT_TRUE(client->receive());  // answered late, by the drain
  server_.reset();
}

}  // namespace
}  // namespace xinqiao::server::http
