#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "admin/tls_identity.h"
#include "base/crypto.h"
#include "http/server.h"
#include "server/http/fake_service.h"
#include "server/http/tls_client.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server::http {

// The real server over real TLS on a free port, in front of the fake service.
class RunningServer : public testing::Test {
 protected:
  RunningServer() : log_("off", Bytes(32, 'k')) {}
  ~RunningServer() override {
    if (server_) server_->stop();
    service_.drain();
  }

  // With other limits than the usual ones when `limits` were changed before.
  std::uint16_t start() {
    EXPECT_TRUE(crypto::init());
    static const Tls tls = *make_tls_identity("127.0.0.1");
    Server::Options options;
    options.certificate = tls.certificate;
    options.key = tls.key;
    options.limits = limits;
    auto started = Server::start(options, service_, log_);
    EXPECT_TRUE(started.ok());
    server_ = std::move(*started);
    return server_->port();
  }

  // What every test of hostile input ends with.
  void expect_still_answers() {
    auto client = TlsClient::connect(server_->port());
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->send(get("/healthz")));
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "ok");
  }

  static v1::ErrorBody error_of(const TlsClient::Reply& reply) {
    v1::ErrorBody body;
    EXPECT_TRUE(body.ParseFromString(reply.body));
    return body;
  }

  Limits limits;
  AccessLog log_;
  FakeService service_;
  std::unique_ptr<Server> server_;  // gone before the service
};

}  // namespace xinqiao::server::http
