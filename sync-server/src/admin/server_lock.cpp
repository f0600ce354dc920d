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
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return Error{code, "cannot open '" + path + "': " + std::strerror(errno)};
  }
  ServerLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return Error{ErrorCode::kBusy, "another server is running on '" + data_folder + "'; stop it first"};
  }
  return Error{ErrorCode::kIo, "cannot lock '" + path + "': " + std::strerror(errno)};
}

ServerLock::~ServerLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace xinqiao::server
