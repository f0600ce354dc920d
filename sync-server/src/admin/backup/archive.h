#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

struct archive;

namespace xinqiao::server {

// A tar file being written. Thread rule: one thread at a time.
class ArchiveWriter {
 public:
  // `path` must not exist; mode 0600.
  static Result<std::unique_ptr<ArchiveWriter>> create(const std::string& path);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  Status add(const std::string& name, BytesView contents);
  // Of exactly `size` bytes.
  Status add_file(const std::string& name, const std::string& path, std::uint64_t size);
  // The last call: the file is whole and on disk when it is ok.
  Status finish();

 private:
  ArchiveWriter(::archive* tar, int fd) : tar_(tar), fd_(fd) {}
  Status begin(const std::string& name, std::uint64_t size);
  Status write(BytesView contents);

  ::archive* tar_;
  int fd_;
};

// A tar file being read, which anybody may have made. Thread rule: one thread at a time.
class ArchiveReader {
 public:
  struct Entry {
    std::string name;
    std::uint64_t size = 0;
    bool is_file = false;  // a plain one
  };

  // kNotFound when there is no such file.
  static Result<std::unique_ptr<ArchiveReader>> open(const std::string& path);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  // Nothing at the end. kInvalid when it is no tar file; kCorrupt when it breaks off or is damaged.
  Result<std::optional<Entry>> next();
  // The entry's next piece; empty at its end.
  Result<Bytes> read_piece();

 private:
  explicit ArchiveReader(::archive* tar) : tar_(tar) {}

  ::archive* tar_;
  bool begun_ = false;
};

}  // namespace xinqiao::server
