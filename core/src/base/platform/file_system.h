#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace xinqiao {

// The few things we do with files besides SQLite. Safe from any thread.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<Bytes> read(const std::string& path) = 0;
  // Whole or not at all: a temporary file, synced, renamed, the folder synced. Mode 0600.
  virtual Status write_private(const std::string& path, BytesView data) = 0;
  virtual bool exists(const std::string& path) = 0;
  // With its parents; mode 0700. Fine when it exists.
  virtual Status make_folder(const std::string& path) = 0;
  // Empty and with mode 0600, for a library that would create it readable by others. Fine when it exists.
  virtual Status make_private_file(const std::string& path) = 0;
  // Fine when it does not exist.
  virtual void remove(const std::string& path) = 0;
};

class SystemFileSystem final : public FileSystem {
 public:
  Result<Bytes> read(const std::string& path) override;
  Status write_private(const std::string& path, BytesView data) override;
  bool exists(const std::string& path) override;
  Status make_folder(const std::string& path) override;
  Status make_private_file(const std::string& path) override;
  void remove(const std::string& path) override;
};

}  // namespace xinqiao
