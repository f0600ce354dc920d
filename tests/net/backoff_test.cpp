// Goal: waits double up to a cap, each within the upper half of its step, and a success starts over.
// Method: the smallest and the largest randomness there is.
#include "net/backoff.h"

#include <gtest/gtest.h>

#include <vector>

namespace xinqiao {
namespace {

class Always final : public Random {
 public:
  explicit Always(std::uint64_t value) : value_(value) {}
  Bytes bytes(std::size_t count) override {
    Bytes out;
    append_u64(out, value_);
    return out.substr(0, count);
  }

 private:
  std::uint64_t value_;
};

std::vector<std::int64_t> waits(Backoff& backoff, int count) {
  std::vector<std::int64_t> out;
  for (int i = 0; i < count; ++i) out.push_back(backoff.next_ms());
  return out;
}

TEST(Backoff, DoublesFromHalfASecondToTheCap) {
  Always least(0);
  Backoff backoff(least);
  EXPECT_EQ(waits(backoff, 9), (std::vector<std::int64_t>{250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000}));
}

TEST(Backoff, JitterStaysWithinTheUpperHalf) {
  Always most(250);  // 250 of 251 possible
  Backoff backoff(most);
  EXPECT_EQ(backoff.next_ms(), 500);
  SystemRandom random;
  for (int i = 0; i < 1000; ++i) {
    Backoff fresh(random, 100, 1000);
    const std::int64_t wait = fresh.next_ms();
    EXPECT_GE(wait, 50);
    EXPECT_LE(wait, 100);
  }
}

TEST(Backoff, SuccessStartsOver) {
  Always least(0);
  Backoff backoff(least);
  waits(backoff, 5);
  backoff.reset();
  EXPECT_EQ(backoff.next_ms(), 250);
}

TEST(Backoff, ALargeCapDoesNotOverflow) {
  Always least(0);
  Backoff backoff(least, 1, INT64_MAX);
  waits(backoff, 200);
  EXPECT_EQ(backoff.next_ms(), INT64_MAX / 2);
}

}  // namespace
}  // namespace xinqiao
