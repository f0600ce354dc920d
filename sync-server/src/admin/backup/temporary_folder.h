#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace xinqiao::server {

// A folder of mode 0700 that goes with everything in it, unless it has been moved away. Not safe to share.
class TemporaryFolder {
 public:
  // "PARENT/.PREFIX-xxxxxx"
  static Result<std::unique_ptr<TemporaryFolder>> make(const std::string& parent, const std::string& prefix);
  // Removes those that a process left behind which was killed: an hour old and untouched.
  static void sweep(const std::string& parent, const std::string& prefix);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // Becomes `target`, which does not exist or is an empty folder of the same file system.
  Status become(const std::string& target);

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Of a file or folder; "." when it names no folder. Trailing slashes do not count.
std::string parent_of(const std::string& path);
// What was written to a file or folder is on disk.
Status sync_to_disk(const std::string& path);
Status rename_durably(const std::string& from, const std::string& to);

}  // namespace xinqiao::server
