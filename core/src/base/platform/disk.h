#pragma once

#include "base/platform/file_system.h"

namespace xinqiao {

// Where files lie: databases behind an SQLite VFS, all others behind `files`. Outlives what is opened on it.
struct Disk {
  FileSystem& files;
  const char* sqlite_vfs = nullptr;  // null: SQLite's own
};

// The machine's own.
Disk machine_disk();

}  // namespace xinqiao
