#include <gmock/gmock.h>

#include "base/crypto.h"
#include "http/addresses.h"
#include "http/body_budget.h"
#include "http/routes.h"
#include "http/token_bucket.h"

// The parts of the server that need no socket.
namespace xinqiao::server::http {
namespace {

TEST(TokenBucketTest, GivesABurstThenAtItsRate) {
  TokenBucket bucket(2, 3, 1000);
  EXPECT_TRUE(bucket.take(1000));
  EXPECT_TRUE(bucket.take(1000));
  EXPECT_TRUE(bucket.take(1000));
  EXPECT_FALSE(bucket.take(1000));
  EXPECT_EQ(bucket.wait_ms(), 500u);
  EXPECT_FALSE(bucket.take(1499));
  EXPECT_TRUE(bucket.take(1500));
  EXPECT_FALSE(bucket.is_full(1500));
  EXPECT_TRUE(bucket.is_full(3000));
  EXPECT_FALSE(bucket.take(10)) << "time does not run backwards into new tokens";
}

TEST(AddressesTest, CountsConnections) {
  Limits limits;
  limits.connections = 3;
  limits.connections_per_address = 2;
  Addresses addresses(limits);
  EXPECT_TRUE(addresses.enter("a", 0));
  EXPECT_TRUE(addresses.enter("a", 0));
  EXPECT_FALSE(addresses.enter("a", 0));
  EXPECT_TRUE(addresses.enter("b", 0));
  EXPECT_FALSE(addresses.enter("c", 0)) << "the total";
  addresses.leave("a");
  EXPECT_TRUE(addresses.enter("c", 0));
  EXPECT_EQ(addresses.connections(), 3u);
}

// Who hangs up and comes back finds the bucket as it was left; who stays away is forgotten when room is needed.
TEST(AddressesTest, RemembersTheBusyAndForgetsTheIdle) {
  Limits limits;
  limits.addresses_kept = 2;
  limits.address_requests_per_second = 1;
  limits.burst_seconds = 2;
  Addresses addresses(limits);
  ASSERT_TRUE(addresses.enter("a", 0)) << "a handshake takes a token";
  EXPECT_EQ(addresses.take("a", 0), 0u);
  addresses.leave("a");
  EXPECT_FALSE(addresses.enter("a", 400)) << "too soon";
  ASSERT_TRUE(addresses.enter("a", 1000));
  EXPECT_EQ(addresses.take("a", 1000), 1000u);
  addresses.leave("a");
  ASSERT_TRUE(addresses.enter("b", 1100));
  EXPECT_FALSE(addresses.enter("c", 1100)) << "a is still owing";
  EXPECT_TRUE(addresses.enter("c", 5000));
  EXPECT_EQ(addresses.kept(), 2u);
}

TEST(BodyBudgetTest, GivesBackWhatAShareHeld) {
  BodyBudget budget(10);
  {
    BodyBudget::Share first(budget);
    BodyBudget::Share second(budget);
    EXPECT_TRUE(first.grow_to(6));
    EXPECT_FALSE(second.grow_to(5));
    EXPECT_TRUE(second.grow_to(4));
  }
  BodyBudget::Share third(budget);
  EXPECT_TRUE(third.grow_to(10));
}

TEST(RoutesTest, KnowsThePathsOfTheProtocol) {
  EXPECT_EQ(find_route("/v1/sync").target, Target::kService);
  EXPECT_EQ(find_route("/v1/enroll?x=1").path, "/v1/enroll");
  EXPECT_EQ(find_route("/healthz").target, Target::kHealth);
  for (const char* unknown : {"", "/", "/v1/sync/", "/v1/syn", "*", "http://x/v1/sync", "//v1/sync"}) {
    EXPECT_EQ(find_route(unknown).target, Target::kUnknown) << unknown;
    EXPECT_EQ(find_route(unknown).path, "(unknown)") << "an unknown path is never logged";
  }
}

TEST(RoutesTest, ReadsWhoAFrameClaimsToBeFrom) {
  v1::Frame frame;
  frame.set_organisation(7);
  frame.set_device(300);
  frame.set_payload("x");
  EXPECT_EQ(claimed_sender(frame.SerializeAsString()).organisation, 7u);
  EXPECT_EQ(claimed_sender(frame.SerializeAsString()).device, 300u);
  EXPECT_EQ(claimed_sender("").device, 0u);
  EXPECT_EQ(claimed_sender("\xff\xff\xff\xff\xff\xff").device, 0u);
}

}  // namespace
}  // namespace xinqiao::server::http
