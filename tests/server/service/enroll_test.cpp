// Goal: a code admits one device, once, and nobody without it. Method: real frames against a real service.
#include <gtest/gtest.h>

#include <future>

#include "auth/codes.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::server::testing {
namespace {

TEST(Enroll, GivesTheDeviceEverythingItNeeds) {
  TestServer server;
  const TestDevice office(server, server.office_code());
  EXPECT_EQ(office.enrolled().device(), 1U);
  EXPECT_EQ(office.enrolled().organisation_name(), "花垣乡");
  EXPECT_EQ(office.enrolled().person_name(), "乡镇办公室");
  EXPECT_EQ(office.enrolled().role(), 5U);
  EXPECT_EQ(office.enrolled().request_secret().size(), 32U);
  EXPECT_EQ(office.enrolled().natural_key().size(), 32U);
  EXPECT_EQ(office.enrolled().server_box_key().size(), 32U);
  EXPECT_EQ(office.enrolled().organisation_id().size(), 16U);
  EXPECT_NE(office.enrolled().epoch(), 0U);
}

TEST(Enroll, TheDeviceIsARecordThatOfficesPull) {
  TestServer server;
  TestDevice office(server, server.office_code());
  office.pull_all();
  const Id device = Id::from_bytes(office.enrolled().device_id());
  ASSERT_TRUE(office.records.contains(device));
  EXPECT_EQ(office.records[device].kind, schema::kDeviceKind);
}

TEST(Enroll, ARepeatWithTheSameKeysIsAnsweredAlike) {
  TestServer server;
  TestDevice office(server, server.office_code());
  const auto first = office.enrolled();
  EXPECT_FALSE(office.enroll(server.office_code()).has_value());
  EXPECT_EQ(office.enrolled().device(), first.device());
  EXPECT_EQ(office.enrolled().request_secret(), first.request_secret());
  office.pull_all();
  EXPECT_EQ(office.records.size(), 3U);  // township, person, one device
}

TEST(Enroll, AnotherDeviceWithAUsedCodeIsRefused) {
  TestServer server;
  TestDevice office(server, server.office_code());
  office.sign_keys = crypto::make_sign_keys(server.random());
  EXPECT_EQ(office.enroll(server.office_code()), v1::ERROR_CODE_USED);
}

TEST(Enroll, ACodeExpires) {
  TestServer server;
  TestDevice office(server, server.office_code());
  const std::string late = server.invite("helper", "石老师");
  const std::string just = server.invite("helper", "吴老师");
  server.clock().advance(kCodeDays * 86'400'000);
  const TestDevice in_time(server, just);
  EXPECT_EQ(in_time.enrolled().person_name(), "吴老师");
  server.clock().advance(1);
  office.incarnation = Id::random(1, server.random());
  EXPECT_EQ(office.enroll(late), v1::ERROR_CODE_EXPIRED);
}

TEST(Enroll, WithoutTheSecretTheCodeIsUnknown) {
  TestServer server;
  TestDevice office(server, server.office_code());
  auto code = *wire::read_enroll_code(server.invite("helper", "石老师"));
  code.set_secret(Bytes(16, 'x'));
  EXPECT_EQ(office.enroll(wire::write_enroll_code(code)), v1::ERROR_CODE_UNKNOWN);
  code.set_code(12345);
  EXPECT_EQ(office.enroll(wire::write_enroll_code(code)), v1::ERROR_CODE_UNKNOWN);
}

TEST(Enroll, AnIncarnationOfAnotherDeviceIsRefusedAndTheCodeStaysGood) {
  TestServer server;
  TestDevice office(server, server.office_code());
  const std::string code = server.invite("helper", "石老师");
  office.sign_keys = crypto::make_sign_keys(server.random());
  EXPECT_EQ(office.enroll(code), v1::ERROR_MALFORMED);
  office.incarnation = Id::random(1, server.random());
  EXPECT_FALSE(office.enroll(code).has_value());
}

TEST(Enroll, AnEnrolledDevicePushesAndPulls) {
  TestServer server;
  TestDevice office(server, server.office_code());
  const Id record = Id::random(1, server.random());
  Change change = office.create(schema::kChildKind, record, child("龙小兰"));
  const Synced pushed = office.sync({office.batch(change)});
  ASSERT_EQ(pushed.status, 200) << pushed.error.message();
  ASSERT_EQ(pushed.response.receipts_size(), 1);
  EXPECT_EQ(pushed.receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(pushed.receipt().verdicts_size(), 0);
  EXPECT_TRUE(pushed.response.complete());
  EXPECT_EQ(office.records.size(), 3U);
  EXPECT_FALSE(office.records.contains(record));  // its own, accepted in this very answer

  TestDevice second(server, server.invite("office", "田老师"));
  second.pull_all();
  ASSERT_TRUE(second.records.contains(record));
  EXPECT_EQ(second.records[record].groups.at(1).heads.front().id, change.id);
}

// Whoever has no code never waits for the writer, nor makes others wait.
TEST(Enroll, AWrongProofIsRefusedWithoutTheWriter) {
  TestServer server;
  TestDevice office(server, server.office_code());
  auto read = *wire::read_enroll_code(server.invite("helper", "石老师"));
  read.set_secret(Bytes(16, 'x'));
  auto store = std::move(*SqliteStore::open(server.file(), false));
  std::promise<void> go;
  std::promise<void> inside;
  ASSERT_TRUE(store
                  ->submit(
                      [&](Transaction&) -> Status {  // holds the file's only write lock
                        inside.set_value();
                        go.get_future().wait();
                        return {};
                      },
                      [](const Status&) {})
                  .ok());
  inside.get_future().wait();
  EXPECT_EQ(office.enroll(wire::write_enroll_code(read)), v1::ERROR_CODE_UNKNOWN);
  go.set_value();
  store->drain();
}

}  // namespace
}  // namespace xinqiao::server::testing
