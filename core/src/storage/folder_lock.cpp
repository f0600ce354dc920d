#include "storage/folder_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace xinqiao {
namespace {

constexpr int kPollMs = 20;

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder, std::int64_t wait_ms, Clock& clock) {
  const std::string path = folder + "/lock";
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.fd_ < 0) {
    return Error{ErrorCode::kIo, "cannot open '" + path + "': " + std::strerror(errno)};
  }
  const std::int64_t give_up = clock.monotonic_ms() + wait_ms;
  while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return Error{ErrorCode::kIo, std::string("cannot lock the data folder: ") + std::strerror(errno)};
    if (clock.monotonic_ms() >= give_up) {
      return Error{
          ErrorCode::kBusy,
          "另一个程序正在使用这个数据目录，请关闭它后再试 / another program is using this data folder; close it and "
          "try again"};
    }
    ::poll(nullptr, 0, kPollMs);
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace xinqiao
