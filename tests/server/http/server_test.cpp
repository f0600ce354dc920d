#include "http/server.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "server/http/running_server.h"

namespace xinqiao::server::http {
namespace {

using ServerTest = RunningServer;

// A body goes to the service and its answer comes back, several times over one connection.
TEST_F(ServerTest, CarriesRequestsOverOneConnection) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  for (const char* body : {"first", "second", ""}) {
    ASSERT_TRUE(client->send(post("/v1/sync", body)));
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, std::string("/v1/sync:") + body);
    EXPECT_EQ(reply->headers.at("content-type"), "application/x-protobuf");
  }
}

// Devices are ours and new: nothing older than TLS 1.3 is spoken.
TEST_F(ServerTest, SpeaksTls13Alone) {
  const auto port = start();
  EXPECT_FALSE(TlsClient::connect(port, TLS1_2_VERSION));
  EXPECT_TRUE(TlsClient::connect(port, TLS1_3_VERSION));
  expect_still_answers();
}

TEST_F(ServerTest, SaysThatItIsWell) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  ASSERT_TRUE(client->send("HEAD /healthz HTTP/1.1\r\nHost: test\r\n\r\n"));
  const auto head = client->receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  ASSERT_TRUE(client->send(get("/healthz")));
  const auto reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "ok");
}

// An unknown path and a wrong method are told so in the protocol's own words, and the connection goes on.
TEST_F(ServerTest, RefusesWhatItDoesNotKnow) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  ASSERT_TRUE(client->send(get("/v1/secrets?name=x")));
  auto reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 404);
  EXPECT_EQ(error_of(*reply).code(), v1::ERROR_NOT_FOUND);

  for (const char* method : {"GET", "DELETE", "BREW"}) {
    ASSERT_TRUE(client->send(std::string(method) + " /v1/sync HTTP/1.1\r\nHost: test\r\n\r\n"));
    reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 405);
    EXPECT_EQ(reply->headers.at("allow"), "POST");
    EXPECT_EQ(error_of(*reply).code(), v1::ERROR_MALFORMED);
  }
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// A busy service's wait is passed on in the header too, rounded up to seconds.
TEST_F(ServerTest, PassesOnHowLongToWait) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  service_.answer_next(Answer{503, "later", 1200});
  ASSERT_TRUE(client->send(post("/v1/sync", "x")));
  const auto reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(reply->headers.at("retry-after"), "2");
  EXPECT_EQ(reply->body, "later");
}

// Requests sent in one go are answered one after the other, in order.
TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  std::string sent;
  for (int i = 0; i < 50; ++i) sent += post("/v1/sync", std::to_string(i));
  ASSERT_TRUE(client->send(sent));
  for (int i = 0; i < 50; ++i) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "/v1/sync:" + std::to_string(i));
  }
}

// A body in chunks is as good as one with a length, and curl asks before it sends a large one.
TEST_F(ServerTest, TakesChunksAndExpectations) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  ASSERT_TRUE(
      client->send("POST /v1/sync HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"));
  auto reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "/v1/sync:abcdefg");

  ASSERT_TRUE(
      client->send("POST /v1/sync HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  const auto go_on = client->receive();
  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  ASSERT_TRUE(client->send("xyz"));
  reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "/v1/sync:xyz");
}

TEST_F(ServerTest, CarriesLargeBodiesBothWays) {
  auto client = TlsClient::connect(start());
  ASSERT_TRUE(client);
  const std::string large(limits.body_bytes, 'x');
  ASSERT_TRUE(client->send(post("/v1/sync", large)));
  const auto reply = client->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "/v1/sync:" + large);
}

// Two servers on one port: the second says so.
TEST_F(ServerTest, SaysWhenThePortIsTaken) {
  const auto port = start();
  Server::Options options;
  const Tls tls = *make_tls_identity("127.0.0.1");
  options.certificate = tls.certificate;
  options.key = tls.key;
  options.port = port;
  const auto second = Server::start(options, service_, log_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kBusy);
}

TEST_F(ServerTest, RefusesAKeyOfAnother) {
  Server::Options options;
  options.certificate = make_tls_identity("a")->certificate;
  options.key = make_tls_identity("b")->key;
  const auto server = Server::start(options, service_, log_);
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace xinqiao::server::http
