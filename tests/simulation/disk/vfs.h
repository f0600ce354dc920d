#pragma once

#include <sqlite3.h>

#include <string>

#include "simulation/disk/machine.h"

namespace xinqiao::simulation {

// SQLite's way to the machine's files: what its unix VFS does, call by call, also where that syncs the folder. `name`
// outlives it.
sqlite3_vfs memory_vfs(Machine& machine, const char* name);

// One open file.
struct Handle {
  Machine* machine = nullptr;
  MemoryDisk::File file;
  std::string name;  // empty: a temporary one
  int number = 0;
  int lock = SQLITE_LOCK_NONE;
  bool syncs_names = false;  // with its first sync
  bool uses_shared_memory = false;
  unsigned shared_slots = 0;  // of the shared memory; bits
  unsigned exclusive_slots = 0;
  bool goes_when_closed = false;
};
struct VfsFile {
  sqlite3_file base;
  Handle* handle;
};
Handle& handle_of(sqlite3_file* file);

const sqlite3_io_methods& memory_methods();

// vfs_locks.cpp
int lock_file(sqlite3_file* file, int wanted);
int unlock_file(sqlite3_file* file, int wanted);
int is_reserved(sqlite3_file* file, int* result);
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** out);
int lock_shared(sqlite3_file* file, int first, int count, int flags);
void barrier_shared(sqlite3_file* file);
int unmap_shared(sqlite3_file* file, int remove);

}  // namespace xinqiao::simulation
