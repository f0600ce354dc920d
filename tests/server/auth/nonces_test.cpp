// Goal: a nonce is good once for each device, within the memory's bound.
#include "auth/nonces.h"

#include <gtest/gtest.h>

namespace xinqiao::server {
namespace {

TEST(Nonces, AreGoodOnceForEachDevice) {
  NonceMemory memory;
  EXPECT_TRUE(memory.take(1, 1, 7));
  EXPECT_FALSE(memory.take(1, 1, 7));
  EXPECT_TRUE(memory.take(1, 2, 7));
  EXPECT_TRUE(memory.take(2, 1, 7));
  EXPECT_TRUE(memory.take(1, 1, 0));
  EXPECT_FALSE(memory.take(1, 1, 0));
}

TEST(Nonces, TheLastAreRemembered) {
  NonceMemory memory;
  for (std::uint64_t nonce = 1; nonce <= 3 * NonceMemory::kNoncesKept; ++nonce) EXPECT_TRUE(memory.take(1, 1, nonce));
  const std::uint64_t last = 3 * NonceMemory::kNoncesKept;
  for (std::uint64_t nonce = last; nonce > last - NonceMemory::kNoncesKept; --nonce) {
    EXPECT_FALSE(memory.take(1, 1, nonce)) << nonce;
  }
}

}  // namespace
}  // namespace xinqiao::server
