#include "admin/server_lock.h"

#include <gmock/gmock.h>

#include "server/admin/scratch_folder.h"

namespace xinqiao::server {
namespace {

using ServerLockTest = ScratchFolder;

TEST_F(ServerLockTest, IsHeldByOneAtATime) {
  {
    const auto first = ServerLock::take(folder_);
    ASSERT_TRUE(first.ok());
    const auto second = ServerLock::take(folder_);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kBusy);
  }
  EXPECT_TRUE(ServerLock::take(folder_).ok());
}

TEST_F(ServerLockTest, NeedsAFolder) {
  EXPECT_EQ(ServerLock::take(path("nothing")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace xinqiao::server
