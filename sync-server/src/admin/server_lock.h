#pragma once

#include <string>

#include "base/result.h"

namespace xinqiao::server {

// One running server per data folder; invite, rescue and backup need no lock and work beside it. Released when
// destroyed, and by the system when the process dies.
class ServerLock {
 public:
  // kBusy when another server runs on the folder, kNotFound when there is no such folder.
  static Result<ServerLock> take(const std::string& data_folder);
  ServerLock(ServerLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  ServerLock& operator=(ServerLock&&) = delete;
  ~ServerLock();

 private:
  explicit ServerLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace xinqiao::server
