#pragma once

#include <string>

#include "base/platform/disk.h"

// What backup and restore need of SQLite. Safe from any thread.
namespace xinqiao::server {

// Copies the database file `from` as it stands at one moment, while other processes write it; they wait for
// nothing. `to` must not exist: it is made with mode 0600 and needs no other file beside it.
Status copy_database(const std::string& from, const std::string& to, const Disk& disk = machine_disk());

// Reads all of the file. kCorrupt with SQLite's first finding, also when it is no database at all.
Status check_database(const std::string& path);

}  // namespace xinqiao::server
