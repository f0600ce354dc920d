#include <gmock/gmock.h>

#include <vector>

#include "server/http/running_server.h"

// Whatever a stranger sends, the server answers plainly or hangs up, and goes on answering the others.
namespace xinqiao::server::http {
namespace {

using namespace std::chrono_literals;

class HostileTest : public RunningServer {
 protected:
  HostileTest() { limits.body_bytes = 64 * 1024; }

  // Sends it over a connection of its own; the answer, if there is one.
  std::optional<TlsClient::Reply> answer_to(const std::string& request) {
    auto client = TlsClient::connect(server_->port());
    if (!client || !client->send(request)) return std::nullopt;
    return client->receive();
  }
};

// Announced too large: refused before a byte of it is sent; and the refusal arrives even when it is sent.
TEST_F(HostileTest, RefusesAnAnnouncedLargeBody) {
  start();
  const auto announced = answer_to("POST /v1/sync HTTP/1.1\r\nHost: test\r\nContent-Length: 70000\r\n\r\n");
  ASSERT_TRUE(announced);
  EXPECT_EQ(announced->status, 413);
  EXPECT_EQ(error_of(*announced).code(), v1::ERROR_TOO_LARGE);
  EXPECT_EQ(announced->headers.at("connection"), "close");

  auto client = TlsClient::connect(server_->port());
  ASSERT_TRUE(client);
  client->send(post("/v1/sync", std::string(3'000'000, 'x')));
  const auto sent = client->receive();
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->status, 413);
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// Without a length the limit is met only while reading.
TEST_F(HostileTest, RefusesALargeBodyInChunks) {
  start();
  std::string request = "POST /v1/sync HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 40; ++i) request += "800\r\n" + std::string(0x800, 'x') + "\r\n";
  const auto reply = answer_to(request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 413);
  expect_still_answers();
}

TEST_F(HostileTest, RefusesALargeHeader) {
  start();
  const std::string filler(limits.header_bytes, 'x');
  const auto with_length = answer_to(post("/v1/sync", "x", "X-Filler: " + filler + "\r\n"));
  ASSERT_TRUE(with_length);
  EXPECT_EQ(with_length->status, 431);
  const auto endless = answer_to("GET /" + filler + filler);
  ASSERT_TRUE(endless);
  EXPECT_EQ(endless->status, 431);
  expect_still_answers();
}

TEST_F(HostileTest, RefusesAChunkHeaderWithoutEnd) {
  start();
  const auto reply = answer_to("POST /v1/sync HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3;" +
                               std::string(2 * limits.read_bytes, 'x'));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 400);
  expect_still_answers();
}

TEST_F(HostileTest, RefusesWhatIsNotHttp) {
  start();
  const std::vector<std::string> malformed = {
      "\r\n\r\n\r\n \r\n\r\n",
      "hello\r\n\r\n",
      std::string(4096, '\0'),
      "GET /healthz HTTP/9.9\r\n\r\n",
      "GET /healthz\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
      "POST /v1/sync HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "POST /v1/sync HTTP/1.1\r\nNo colon here\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\n: nameless\r\n\r\n",
      "POST /v1/sync HTTP/1.1\r\nBad\x01Name: x\r\n\r\n",
  };
  for (const auto& request : malformed) {
    const auto reply = answer_to(request);
    ASSERT_TRUE(reply) << request;
    EXPECT_EQ(reply->status, 400) << request;
    EXPECT_EQ(error_of(*reply).code(), v1::ERROR_MALFORMED);
  }
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// Cut anywhere, a request does nothing.
TEST_F(HostileTest, DropsATruncatedRequest) {
  start();
  const std::string whole = post("/v1/sync", "0123456789");
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    auto client = TlsClient::connect(server_->port());
    ASSERT_TRUE(client);
    ASSERT_TRUE(size == 0 || client->send(whole.substr(0, size)));
    client->cut();
  }
  expect_still_answers();
  EXPECT_EQ(service_.requests(), 0);
}

// No handshake, a header that stops, a body that stops, silence: each has its deadline.
TEST_F(HostileTest, HangsUpOnTheSlow) {
  limits.handshake = limits.header = limits.body_pause = limits.idle = 150ms;
  start();
  auto silent = TlsClient::connect_tcp(server_->port());
  auto idle = TlsClient::connect(server_->port());
  auto slow_header = TlsClient::connect(server_->port());
  auto slow_body = TlsClient::connect(server_->port());
  ASSERT_TRUE(idle && slow_header && slow_body);
  ASSERT_TRUE(slow_header->send("POST /v1/sync HTTP/1.1\r\nHo"));
  ASSERT_TRUE(slow_body->send("POST /v1/sync HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nabc"));
  EXPECT_TRUE(silent.is_closed_by_server());
  EXPECT_TRUE(idle->is_closed_by_server());
  EXPECT_TRUE(slow_header->is_closed_by_server());
  EXPECT_TRUE(slow_body->is_closed_by_server());
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// One byte after the other, each in time, but the whole takes too long.
TEST_F(HostileTest, HangsUpWhenTheWholeRequestTakesTooLong) {
  limits.request = 200ms;
  limits.body_bytes = 4'000'000;
  start();
  auto client = TlsClient::connect(server_->port());
  ASSERT_TRUE(client);
  ASSERT_TRUE(client->send("POST /v1/sync HTTP/1.1\r\nHost: test\r\nContent-Length: 4000000\r\n\r\n"));
  int sent = 0;
  while (sent < 4'000'000 && client->send("x")) ++sent;
  EXPECT_LT(sent, 4'000'000) << "hung up on in the middle";
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// Each byte in time and the end not near: below the least rate it only holds a place.
TEST_F(HostileTest, HangsUpOnABodyThatDrips) {
  limits.slow_after = 50ms;
  limits.slow_bytes_per_second = 1'000'000'000;
  limits.body_bytes = 4'000'000;
  start();
  auto client = TlsClient::connect(server_->port());
  ASSERT_TRUE(client);
  ASSERT_TRUE(client->send("POST /v1/sync HTTP/1.1\r\nHost: test\r\nContent-Length: 4000000\r\n\r\n"));
  int sent = 0;
  while (sent < 4'000'000 && client->send("x")) ++sent;
  EXPECT_LT(sent, 4'000'000) << "hung up on in the middle";
  EXPECT_EQ(service_.requests(), 0);
  expect_still_answers();
}

// A service that never answers is given up on with an answer.
TEST_F(HostileTest, AnswersForASilentService) {
  limits.answer = 100ms;
  start();
  service_.hold();
  const auto reply = answer_to(post("/v1/sync", "x"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_GT(error_of(*reply).retry_after_ms(), 0u);
  service_.release();  // too late: dropped
  expect_still_answers();
}

TEST_F(HostileTest, DropsRawGarbageInsteadOfTls) {
  start();
  auto client = TlsClient::connect_tcp(server_->port());
  ASSERT_TRUE(client.send_raw(get("/healthz")));
  while (!client.is_closed_by_server()) {
    if (!client.receive()) break;  // an alert may come first
  }
  auto broken = TlsClient::connect(server_->port());
  ASSERT_TRUE(broken);
  ASSERT_TRUE(broken->send_raw(std::string(100, 'x')));  // no TLS record
  EXPECT_FALSE(broken->receive());
  expect_still_answers();
}

}  // namespace
}  // namespace xinqiao::server::http
