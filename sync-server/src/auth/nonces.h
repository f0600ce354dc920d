#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace xinqiao::server {

// The last nonces of each device, so that a recorded request is not answered twice. In memory: after a
// restart a replay repeats a push or a pull, which is harmless. Any thread.
// Only authenticated devices get here, so it holds at most one ring for each enrolled device.
class NonceMemory {
 public:
  static constexpr std::size_t kNoncesKept = 64;

  // False when the device has used it before.
  bool take(std::uint32_t organisation, std::uint32_t device, std::uint64_t nonce);

 private:
  struct Ring {
    std::array<std::uint64_t, kNoncesKept> nonces{};
    std::size_t used = 0;
    std::size_t next = 0;
  };

  std::mutex mutex_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Ring> rings_;
};

}  // namespace xinqiao::server
