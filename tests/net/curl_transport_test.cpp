// Goal: one request, one answer, over real TLS to the pinned key only; every way a link fails is an error that
// says what to do, and nothing is sent twice. Method: a TLS server in this process that misbehaves as told.
#include "net/curl_transport.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <latch>

#include "base/limits.h"
#include "net/tls_server.h"

namespace xinqiao {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TlsIdentity;
using testing::TlsServer;

TlsServer::Reply echo(const TlsServer::Request& request) { return TlsServer::ok(request.body); }

std::unique_ptr<CurlTransport> connect(const TlsServer& server, const Bytes& pin) {
  auto transport = CurlTransport::create({.url = server.url(),
                                          .pin = pin,
                                          .connect_timeout_ms = 2000,
                                          .stall_timeout_ms = 1000,
                                          .total_timeout_ms = 20000});
  EXPECT_TRUE(transport.ok());
  return *std::move(transport);
}

TEST(CurlTransport, PostsABodyAndBringsTheAnswer) {
  const TlsIdentity identity;
  TlsServer server(identity, echo);
  auto transport = connect(server, identity.pin());
  const Bytes body = Bytes("\0\x01\xff binary", 10);
  const auto answer = transport->post("/v1/sync", body);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, body);
  const std::string head = server.requests().at(0).head;
  EXPECT_THAT(head, HasSubstr("POST /v1/sync HTTP/1.1\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Type: application/x-protobuf\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Expect:")));
}

TEST(CurlTransport, KeepsOneConnectionForManyRequests) {
  const TlsIdentity identity;
  TlsServer server(identity, echo);
  auto transport = connect(server, identity.pin());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(transport->post("/v1/sync", std::string(3000 * i, 'x')).ok());
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.requests().size(), 5u);
}

TEST(CurlTransport, TakesNoProxyFromTheEnvironment) {
  for (const char* name : {"https_proxy", "all_proxy"}) ::setenv(name, "http://127.0.0.1:1", 1);
  const TlsIdentity identity;
  TlsServer server(identity, echo);
  EXPECT_TRUE(connect(server, identity.pin())->post("/v1/sync", "x").ok());
  for (const char* name : {"https_proxy", "all_proxy"}) ::unsetenv(name);
}

TEST(CurlTransport, CarriesBodiesUpToTheLimitAndNoMore) {
  const TlsIdentity identity;
  TlsServer server(identity, echo);
  auto transport = connect(server, identity.pin());
  const Bytes most(limits::kBodyBytes, 'm');
  const auto answer = transport->post("/v1/sync", most);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body, most);
  EXPECT_EQ(transport->post("/v1/sync", most + "+").error().code, ErrorCode::kTooLarge);
}

TEST(CurlTransport, AnAnswerOverTheLimitIsStopped) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const auto&) { return TlsServer::ok(Bytes(limits::kBodyBytes + 1, 'a')); });
  EXPECT_EQ(connect(server, identity.pin())->post("/v1/sync", "x").error().code, ErrorCode::kTooLarge);
}

TEST(CurlTransport, AnErrorStatusIsAnAnswer) {
  const TlsIdentity identity;
  TlsServer server(identity,
                   [](const auto&) { return TlsServer::Reply{"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"}; });
  const auto answer = connect(server, identity.pin())->post("/v1/sync", "x");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "busy");
}

TEST(CurlTransport, FollowsNoRedirect) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const auto&) {
    return TlsServer::Reply{"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"};
  });
  const auto answer = connect(server, identity.pin())->post("/v1/sync", "x");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(CurlTransport, AnotherKeyIsRefusedBeforeAnythingIsSent) {
  const TlsIdentity identity;
  const TlsIdentity stranger;
  TlsServer server(stranger, echo);
  const auto answer = connect(server, identity.pin())->post("/v1/sync", "secret");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransport, AnOlderTlsIsRefused) {
  const TlsIdentity identity;
  TlsServer server(identity, echo, TLS1_2_VERSION);
  EXPECT_EQ(connect(server, identity.pin())->post("/v1/sync", "x").error().code, ErrorCode::kNetwork);
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransport, ACutAnswerIsAnErrorAndTheNextRequestConnectsAnew) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const TlsServer::Request& request) {
    if (request.connection > 1) return echo(request);
    return TlsServer::Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .close = true};
  });
  auto transport = connect(server, identity.pin());
  EXPECT_EQ(transport->post("/v1/sync", "x").error().code, ErrorCode::kNetwork);
  const auto answer = transport->post("/v1/sync", "again");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body, "again");
}

TEST(CurlTransport, ACutAnswerWithoutALengthIsAnErrorToo) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const auto&) {
    return TlsServer::Reply{.bytes = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf", .close = true};
  });
  EXPECT_EQ(connect(server, identity.pin())->post("/v1/sync", "x").error().code, ErrorCode::kNetwork);
}

// The server may have taken the request before the kept connection died: sending the same bytes again by
// itself would look like a replay.
TEST(CurlTransport, ARequestOnADyingConnectionIsNotSentTwice) {
  const TlsIdentity identity;
  int count = 0;
  TlsServer server(identity, [&](const TlsServer::Request& request) {
    return ++count == 2 ? TlsServer::Reply{.bytes = "", .close = true} : echo(request);
  });
  auto transport = connect(server, identity.pin());
  EXPECT_TRUE(transport->post("/v1/sync", "first").ok());
  EXPECT_EQ(transport->post("/v1/sync", "second").error().code, ErrorCode::kNetwork);
  EXPECT_EQ(server.requests().size(), 2u);
  EXPECT_TRUE(transport->post("/v1/sync", "third").ok());
}

TEST(CurlTransport, AStalledLinkIsCut) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const auto&) {
    return TlsServer::Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .hang = true};
  });
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(connect(server, identity.pin())->post("/v1/sync", "x").error().code, ErrorCode::kNetwork);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(8));
}

// The server answers only once the work is done, so it is done meanwhile or never.
TEST(CurlTransport, WorksWhileItWaitsUntilNothingIsLeft) {
  constexpr int kSteps = 3;
  const TlsIdentity identity;
  std::latch worked(kSteps);
  TlsServer server(identity, [&](const TlsServer::Request& request) {
    worked.wait();
    return echo(request);
  });
  auto transport = connect(server, identity.pin());
  int steps = 0;
  const auto answer = transport->post_with_work("/v1/sync", Bytes(100'000, 'x'), [&] {
    worked.count_down();
    return ++steps < kSteps;
  });
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body.size(), 100'000U);
  EXPECT_EQ(steps, kSteps);
}

TEST(CurlTransport, EndlessWorkDoesNotKeepAnAnswerNorACutFromComing) {
  const TlsIdentity identity;
  TlsServer server(identity, [](const TlsServer::Request& request) {
    return request.body == "cut" ? TlsServer::Reply{.bytes = "", .close = true} : echo(request);
  });
  auto transport = connect(server, identity.pin());
  const Transport::Work endless = [] { return true; };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(transport->post_with_work("/v1/sync", "again", endless).ok());
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(transport->post_with_work("/v1/sync", "cut", endless).error().code, ErrorCode::kNetwork);
}

TEST(CurlTransport, NobodyListeningIsANetworkError) {
  const TlsIdentity identity;
  std::string url;
  {
    TlsServer gone(identity, echo);
    url = gone.url();
  }
  auto transport = CurlTransport::create({.url = url, .pin = identity.pin()});
  ASSERT_TRUE(transport.ok());
  const auto answer = (*transport)->post("/v1/sync", "x");
  EXPECT_EQ(answer.error().code, ErrorCode::kNetwork);
  EXPECT_THAT(answer.error().message, HasSubstr("127.0.0.1"));
}

// A listener that never speaks TLS stands for a link that swallows everything.
TEST(CurlTransport, NoAttemptLastsBeyondTheTimeToReachTheServer) {
  const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::listen(silent, 4), 0);  // on a free port of its own
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
  auto transport = CurlTransport::create({.url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                                          .pin = Bytes(32, 'p'),
                                          .connect_timeout_ms = 60 * 1000,
                                          .reach_within_ms = 300});
  ASSERT_TRUE(transport.ok());
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*transport)->post("/v1/sync", "x").error().code, ErrorCode::kNetwork);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  ::close(silent);
}

TEST(CurlTransport, NeverConnectsWithoutAPin) {
  for (const Bytes& pin : {Bytes(), Bytes(31, 'p'), Bytes(33, 'p')}) {
    EXPECT_EQ(CurlTransport::create({.url = "https://127.0.0.1:1", .pin = pin}).error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(CurlTransport::create({.url = "http://127.0.0.1:1", .pin = Bytes(32, 'p')}).error().code,
            ErrorCode::kInvalid);
}

}  // namespace
}  // namespace xinqiao
