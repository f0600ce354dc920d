// Goal: a request that is not the device's, not new or not for here is refused and changes nothing.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/limits.h"
#include "server/service/test_device.h"
#include "wire/frame.h"

namespace xinqiao::server::testing {
namespace {

v1::ErrorCode code_of(const Answer& answer) {
  v1::ErrorBody body;
  EXPECT_TRUE(body.ParseFromString(answer.body));
  return body.code();
}

class Requests : public ::testing::Test {
 protected:
  Bytes packed(std::uint32_t organisation, std::uint32_t device, const Bytes& secret) {
    return wire::pack_frame(organisation, device, office_.nonce++, v1::SyncRequest().SerializeAsString(), secret);
  }
  Bytes secret() const { return office_.enrolled().request_secret(); }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
};

TEST_F(Requests, ForgedMacIsUnauthenticated) {
  const Answer answer = server_.post("/v1/sync", packed(1, 1, Bytes(32, 'x')));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(code_of(answer), v1::ERROR_UNAUTHENTICATED);
}

TEST_F(Requests, AnotherDevicesSecretIsUnauthenticated) {
  const TestDevice helper(server_, server_.invite("helper", "石老师"));
  EXPECT_EQ(server_.post("/v1/sync", packed(1, helper.enrolled().device(), secret())).status, 401);
}

TEST_F(Requests, UnknownDeviceAndOrganisation) {
  EXPECT_EQ(code_of(server_.post("/v1/sync", packed(1, 999, secret()))), v1::ERROR_UNAUTHENTICATED);
  EXPECT_EQ(code_of(server_.post("/v1/sync", packed(2, 1, secret()))), v1::ERROR_WRONG_ORGANISATION);
  EXPECT_EQ(code_of(server_.post("/v1/sync", packed(1, 0, secret()))), v1::ERROR_UNAUTHENTICATED);
}

TEST_F(Requests, AReplayIsRefused) {
  const Bytes body = packed(1, 1, secret());
  EXPECT_EQ(server_.post("/v1/sync", body).status, 200);
  const Answer again = server_.post("/v1/sync", body);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(code_of(again), v1::ERROR_REPLAYED);
}

TEST_F(Requests, UnknownPathAndNoFrame) {
  EXPECT_EQ(server_.post("/v1/other", {}).status, 404);
  EXPECT_EQ(server_.post("/v1/sync", "no frame").status, 400);
  EXPECT_EQ(server_.post("/v1/enroll", "no frame").status, 400);
  EXPECT_EQ(server_.post("/v1/sync", Bytes(5 * 1024 * 1024, '\0')).status, 413);
}

TEST_F(Requests, ANewerClientOnlyIsTold) {
  v1::SyncRequest request;
  request.mutable_hello()->set_min_wire_version(2);
  EXPECT_EQ(office_.send(request).status, 426);
}

TEST_F(Requests, AForeignOrDamagedCursorIsRefused) {
  office_.pull_all();
  const Bytes good = office_.cursor;
  office_.cursor = good;
  office_.cursor.back() = static_cast<char>(office_.cursor.back() ^ 1);
  EXPECT_EQ(office_.sync().error.code(), v1::ERROR_BAD_CURSOR);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.cursor = good;
  EXPECT_EQ(second.sync().error.code(), v1::ERROR_BAD_CURSOR);
  office_.cursor = good;
  EXPECT_EQ(office_.sync().status, 200);
}

TEST_F(Requests, AnEmptySyncIsSmall) {
  office_.pull_all();
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  request.mutable_hello()->set_epoch(office_.enrolled().epoch());
  request.set_cursor(office_.cursor);
  const Bytes body = office_.frame(request);
  EXPECT_LE(body.size(), 200U);
  EXPECT_LE(server_.post("/v1/sync", body).body.size(), 200U);
}

TEST_F(Requests, ADecompressionBombIsRefused) {
  const Bytes zeros(limits::kOpenedBytes + 1, '\0');
  const Answer answer = server_.post("/v1/sync", wire::pack_frame(1, 1, office_.nonce++, zeros, secret()));
  EXPECT_EQ(answer.status, 413);
}

TEST_F(Requests, AfterDrainTheAnswerIsBusyAndEarlierOnesAreAnswered) {
  std::atomic<int> answered = 0;
  for (int i = 0; i < 50; ++i) {
    Change change = office_.create(schema::kChildKind, Id::random(i, server_.random()), child("龙小兰"));
    v1::SyncRequest request;
    request.add_batches(office_.batch(change));
    server_.service().handle({"/v1/sync", office_.frame(request)}, [&](const Answer&) { ++answered; });
  }
  server_.service().drain();
  EXPECT_EQ(answered, 50);
  const Answer late = server_.post("/v1/sync", packed(1, 1, secret()));
  EXPECT_EQ(late.status, 503);
  EXPECT_GT(late.retry_after_ms, 0U);
}

TEST_F(Requests, ManyDevicesAtOnceAllArrive) {
  constexpr int kDevices = 4;
  constexpr int kPushes = 15;
  std::vector<std::string> codes;
  for (int i = 0; i < kDevices; ++i) codes.push_back(server_.invite("office", "办公室" + std::to_string(i)));
  std::vector<std::unique_ptr<TestDevice>> devices;
  for (const std::string& code : codes) devices.push_back(std::make_unique<TestDevice>(server_, code));
  std::vector<std::vector<Bytes>> batches(kDevices);
  for (int d = 0; d < kDevices; ++d) {
    for (int p = 0; p < kPushes; ++p) {
      Change change = devices[d]->create(schema::kChildKind, Id::random(p, server_.random()), child("龙小兰"));
      batches[d].push_back(devices[d]->batch(change));
    }
  }
  std::vector<std::thread> threads;
  for (int d = 0; d < kDevices; ++d) {
    threads.emplace_back([&, d] {
      for (Bytes& batch : batches[d]) EXPECT_EQ(devices[d]->sync({batch}).receipt().outcome(), v1::OUTCOME_TAKEN);
    });
  }
  for (std::thread& thread : threads) thread.join();
  office_.pull_all();
  int children = 0;
  for (const auto& [id, record] : office_.records) children += record.kind == schema::kChildKind ? 1 : 0;
  EXPECT_EQ(children, kDevices * kPushes);
}

TEST_F(Requests, ThatOpenToTooMuchAreRefusedBeforeTheyAreOpened) {
  v1::SyncRequest request;
  request.add_batches(Bytes(kRequestOpenedBytes + 1, 'x'));  // a few bytes once compressed
  EXPECT_EQ(office_.send(request).status, 413);
  v1::SyncRequest fits;
  fits.add_batches(Bytes(kRequestOpenedBytes - 100, 'x'));
  EXPECT_EQ(office_.send(fits).status, 200);
}

}  // namespace
}  // namespace xinqiao::server::testing
