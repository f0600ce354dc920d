#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace xinqiao::server {

// The first file of a backup: what else is in it, and how each byte of it must look.
struct Manifest {
  static constexpr const char* kName = "xinqiao-backup.txt";
  static constexpr std::size_t kBytesMax = 64 * 1024;

  struct File {
    std::string name;
    std::uint64_t size = 0;
    Bytes hash;  // BLAKE2b-256
  };
  std::int64_t made_ms = 0;
  std::vector<File> files;
};

// A text people can read; its last line is the hash of those above.
std::string write_manifest(const Manifest& manifest);
// kInvalid: not a manifest or of a later version. kCorrupt: damaged.
Result<Manifest> read_manifest(std::string_view text);

// "control.db", "org-1.db": a database of a data folder, and nothing that leads out of it.
bool is_database_name(std::string_view name);

}  // namespace xinqiao::server
