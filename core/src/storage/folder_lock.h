#pragma once

#include <cstdint>
#include <string>

#include "base/platform/clock.h"
#include "base/result.h"

namespace xinqiao {

// One process at a time holds a data folder. Released when destroyed, and by the system when the
// process dies.
class FolderLock {
 public:
  // Waits up to `wait_ms` for another process, then kBusy.
  static Result<FolderLock> take(const std::string& folder, std::int64_t wait_ms, Clock& clock);
  FolderLock(FolderLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FolderLock& operator=(FolderLock&&) = delete;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace xinqiao
