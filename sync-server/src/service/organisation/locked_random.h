#pragma once

#include <mutex>

#include "base/platform/random.h"

namespace xinqiao::server {

// Makes any source usable from any thread.
class LockedRandom final : public Random {
 public:
  explicit LockedRandom(Random& inner) : inner_(inner) {}
  Bytes bytes(std::size_t count) override {
    const std::lock_guard lock(mutex_);
    return inner_.bytes(count);
  }

 private:
  std::mutex mutex_;
  Random& inner_;
};

}  // namespace xinqiao::server
