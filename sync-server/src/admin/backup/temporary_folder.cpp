#include "admin/backup/temporary_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace xinqiao::server {
namespace {

Error system_error(const std::string& what) {
  const int number = errno;
  const ErrorCode code = number == ENOSPC || number == EDQUOT ? ErrorCode::kDiskFull
                         : number == ENOENT                   ? ErrorCode::kNotFound
                                                              : ErrorCode::kIo;
  return Error{code, what + ": " + std::strerror(number)};
}

}  // namespace

Result<std::unique_ptr<TemporaryFolder>> TemporaryFolder::make(const std::string& parent, const std::string& prefix) {
  std::string path = parent + "/." + prefix + "-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return system_error("cannot create a folder in '" + parent + "'");
  return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(std::move(path)));
}

void TemporaryFolder::sweep(const std::string& parent, const std::string& prefix) {
  constexpr auto kStale = std::chrono::hours(1);
  const auto now = std::filesystem::file_time_type::clock::now();
  const auto touched = [](const std::filesystem::path& folder) {
    std::error_code error;
    auto last = std::filesystem::last_write_time(folder, error);
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      last = std::max(last, std::filesystem::last_write_time(entry.path(), error));
    }
    return last;
  };
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
    const bool named = entry.path().filename().string().starts_with("." + prefix + "-");
    if (!named || !entry.is_directory(error) || entry.is_symlink(error)) continue;
    if (now - touched(entry.path()) > kStale) std::filesystem::remove_all(entry.path(), error);
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Status TemporaryFolder::become(const std::string& target) {
  XQ_TRY(sync_to_disk(path_));
  XQ_TRY(rename_durably(path_, target));
  path_.clear();
  return {};
}

std::string parent_of(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  if (end == std::string::npos) return path.empty() ? "." : "/";
  const std::size_t slash = path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status sync_to_disk(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("cannot open '" + path + "'");
  const int synced = ::fsync(fd);
  const int number = errno;
  ::close(fd);
  errno = number;
  if (synced != 0) return system_error("cannot write '" + path + "' to disk");
  return {};
}

Status rename_durably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return system_error("cannot put '" + to + "' in place");
  return sync_to_disk(parent_of(to));
}

}  // namespace xinqiao::server
