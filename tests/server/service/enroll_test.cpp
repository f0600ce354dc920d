// Goal: a code admits one device, once, and nobody without it. Method: real frames against a real service.
#include <gtest/gtest.h>

#include "auth/codes.h"
#include "server/service/test_device.h"
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
  // Township, person and device are the server's own; the child is left out as own.
  EXPECT_EQ(office.records.size(), 3U);
  EXPECT_FALSE(office.records.contains(record));

  TestDevice second(server, server.invite("office", "田老师"));
  second.pull_all();
  ASSERT_TRUE(second.records.contains(record));
  EXPECT_EQ(second.records[record].groups.at(1).heads.front().id, change.id);
}

}  // namespace
}  // namespace xinqiao::server::testing
