// Goal: devices that push at the same time share the disk's syncs, and none is answered before its own is done. Method:
// a real store whose first sync waits until the other pushes have been handed in.
#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

#include "server/service/counting_vfs.h"
#include "server/service/test_device.h"

namespace xinqiao::server::testing {
namespace {

constexpr std::size_t kPushers = 40;

struct Pusher {
  TestDevice device;
  Bytes frame;  // a visit
  std::promise<int> answered;
  std::future<int> status = answered.get_future();
};

class SharedCommit : public ::testing::Test {
 protected:
  SharedCommit() {
    server_.restart({machine_disk().files, vfs_.name()});
    const Id record = Id::random(1, server_.random());
    office_.sync({office_.batch({office_.create(schema::kChildKind, record, child("龙小兰"))})});
    for (std::size_t i = 0; i < kPushers; ++i) {
      auto pusher = std::make_unique<Pusher>(TestDevice(server_, server_.invite("office", "办公室")));
      const Id mine = Id::random(1, server_.random());
      v1::SyncRequest request;
      request.set_want(v1::WANT_PULL);
      request.add_batches(
          pusher->device.batch({pusher->device.create(schema::find_kind("visit")->number, mine, visit(record, "好"))}));
      pusher->frame = pusher->device.frame(request);
      pushers_.push_back(std::move(pusher));
    }
  }
  void push(Pusher& pusher) {
    server_.service().handle({"/v1/sync", pusher.frame},
                             [&pusher](const Answer& answer) { pusher.answered.set_value(answer.status); });
  }
  // Work is begun in the order in which it is handed in: when this is answered, all before it is with the store but
  // what the other threads still have in hand.
  void wait_until_begun() { EXPECT_EQ(server_.post("/v1/nothing", "").status, 404); }

  CountingVfs vfs_;
  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  std::vector<std::unique_ptr<Pusher>> pushers_;
};

TEST_F(SharedCommit, ManyPushersTakeFewerSyncsThanPushes) {
  std::promise<void> go;
  std::promise<void> reached;
  vfs_.hold(go.get_future().share(), reached);
  const std::uint64_t before = vfs_.syncs();
  push(*pushers_[0]);
  reached.get_future().wait();
  for (std::size_t i = 1; i < kPushers; ++i) push(*pushers_[i]);
  wait_until_begun();
  for (auto& pusher : pushers_) {
    EXPECT_EQ(pusher->status.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "answered unsynced";
  }
  go.set_value();
  for (auto& pusher : pushers_) EXPECT_EQ(pusher->status.get(), 200);
  const std::size_t syncs = vfs_.syncs() - before;
  const std::size_t threads = std::max(2U, std::thread::hardware_concurrency());
  EXPECT_LE(syncs, threads + 4) << "of " << kPushers << " pushes";
  RecordProperty("syncs", static_cast<int>(syncs));
}

TEST_F(SharedCommit, OneAfterAnotherEachHasItsOwn) {
  const std::uint64_t before = vfs_.syncs();
  for (auto& pusher : pushers_) {
    push(*pusher);
    EXPECT_EQ(pusher->status.get(), 200);
  }
  EXPECT_GE(vfs_.syncs() - before, kPushers);
}

}  // namespace
}  // namespace xinqiao::server::testing
