#include "admin/server_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace xinqiao::server {

Result<ServerLock> ServerLock::take(const std::string& data_folder) {
  const std::string path = data_folder + "/server.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == ENOENT) {
      return Error{ErrorCode::kNotFound, "'" + data_folder +
                                             "' 里没有服务器，请先用 init 新建 / there is no server in '" +
                                             data_folder + "': make one with init"};
    }
    return Error{ErrorCode::kIo, "cannot open '" + path + "': " + std::strerror(errno)};
  }
  ServerLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return Error{ErrorCode::kBusy, "已有一个服务器在用 '" + data_folder +
                                       "'，请先停止它 / another server is running on '" + data_folder +
                                       "'; stop it first"};
  }
  return Error{ErrorCode::kIo, "cannot lock '" + path + "': " + std::strerror(errno)};
}

ServerLock::~ServerLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace xinqiao::server
