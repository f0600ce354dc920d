#include "base/platform/file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/platform/disk.h"

namespace xinqiao {
namespace {

Error failed(const std::string& what, const std::string& path) {
  const int number = errno;
  const ErrorCode code = number == ENOSPC || number == EDQUOT ? ErrorCode::kDiskFull
                         : number == ENOENT                   ? ErrorCode::kNotFound
                                                              : ErrorCode::kIo;
  return Error{code, "cannot " + what + " '" + path + "': " + std::strerror(number)};
}

// Closes on every way out.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

bool write_all(int fd, BytesView data) {
  while (!data.empty()) {
    const ssize_t written = ::write(fd, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status sync_folder(const std::string& path) {
  const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return failed("sync the folder", path);
  return {};
}

}  // namespace

Result<Bytes> SystemFileSystem::read(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed("read", path);
  Bytes data;
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path);
    if (count == 0) return data;
    data.append(buffer, static_cast<std::size_t>(count));
  }
}

Status SystemFileSystem::write_private(const std::string& path, BytesView data) {
  const std::string temporary = path + ".new";
  File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) return failed("create", temporary);
  if (!write_all(file.get(), data) || ::fsync(file.get()) != 0 || !file.close()) return failed("write", temporary);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return failed("put in place", path);
  return sync_folder(folder_of(path));
}

bool SystemFileSystem::exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Status SystemFileSystem::make_folder(const std::string& path) {
  for (std::size_t at = 1; at <= path.size(); ++at) {
    if (at != path.size() && path[at] != '/') continue;
    const std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0700) == 0) {
      XQ_TRY(sync_folder(folder_of(part)));
    } else if (errno != EEXIST) {
      return failed("create the folder", part);
    }
  }
  // What exists may be a file.
  const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return failed("open the folder", path);
  return {};
}

Status SystemFileSystem::make_private_file(const std::string& path) {
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (file.get() < 0 || !file.close()) return failed("create", path);
  return {};
}

void SystemFileSystem::remove(const std::string& path) { ::unlink(path.c_str()); }

Disk machine_disk() {
  static SystemFileSystem files;  // it holds nothing
  return {files, nullptr};
}

}  // namespace xinqiao
