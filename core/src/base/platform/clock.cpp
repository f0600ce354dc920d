#include "base/platform/clock.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

namespace xinqiao {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;

// A small file of the system's, from its beginning; empty when it cannot be read.
std::string read_again(int file) {
  std::array<char, 64> text{};
  const auto size = file < 0 ? -1 : ::pread(file, text.data(), text.size(), 0);
  return size <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

std::string boot_id() {
  const int file = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  std::string id = read_again(file);
  if (file >= 0) ::close(file);
  return id;
}

}  // namespace

std::int64_t SystemClock::wall_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t SystemClock::monotonic_ms() {
#ifdef CLOCK_BOOTTIME
  // It goes on while the phone sleeps: an answer that slept with it is late.
  timespec now{};
  if (::clock_gettime(CLOCK_BOOTTIME, &now) == 0) {
    constexpr std::int64_t kNsPerMs = 1'000'000;
    return static_cast<std::int64_t>(now.tv_sec) * kMsPerSecond + static_cast<std::int64_t>(now.tv_nsec) / kNsPerMs;
  }
#endif
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Read as text where it can be: the clock of the same name can be shifted for one program. Others may not open it
// (Android's apps), and have that clock.
std::optional<Uptime> SystemClock::uptime() {
  static const std::string boot = boot_id();
  static const int file = ::open("/proc/uptime", O_RDONLY | O_CLOEXEC);  // for as long as the process runs
  if (boot.empty()) return std::nullopt;
  const std::string text = read_again(file);
  std::int64_t seconds = 0;
  std::int64_t hundredths = 0;
  const char* end = text.data() + text.size();
  const auto whole = std::from_chars(text.data(), end, seconds);
  const bool is_read = whole.ec == std::errc() && whole.ptr != end && *whole.ptr == '.' &&
                       std::from_chars(whole.ptr + 1, end, hundredths).ec == std::errc();
  if (!is_read) return Uptime{boot, monotonic_ms()};
  constexpr std::int64_t kMsPerHundredth = 10;
  return Uptime{boot, seconds * kMsPerSecond + hundredths * kMsPerHundredth};
}

}  // namespace xinqiao
