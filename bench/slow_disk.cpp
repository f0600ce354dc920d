#include "slow_disk.h"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace xinqiao::bench {
namespace {

// The system's methods for one sort of file, and the same with a slow sync.
struct Methods {
  const sqlite3_io_methods* theirs = nullptr;
  sqlite3_io_methods ours{};
};

long delay_us = 0;
sqlite3_vfs* system_vfs = nullptr;
int (*system_sync)(sqlite3_file*, int) = nullptr;
std::array<Methods, 4> sorts;

int sync_slowly(sqlite3_file* file, int flags) {
  std::this_thread::sleep_for(std::chrono::microseconds(delay_us));
  return system_sync(file, flags);
}

int open_slow(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = system_vfs->xOpen(system_vfs, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  system_sync = file->pMethods->xSync;
  for (Methods& sort : sorts) {
    if (sort.theirs == nullptr) {
      sort.theirs = file->pMethods;
      sort.ours = *file->pMethods;
      sort.ours.xSync = &sync_slowly;
    }
    if (sort.theirs != file->pMethods) continue;
    file->pMethods = &sort.ours;
    return code;
  }
  std::abort();
}

}  // namespace

const char* slow_disk(long sync_us) {
  constexpr const char* kName = "slow";
  if (sync_us == 0) return nullptr;
  static sqlite3_vfs slow;
  system_vfs = sqlite3_vfs_find(nullptr);
  slow = *system_vfs;
  slow.zName = kName;
  slow.pNext = nullptr;
  slow.xOpen = &open_slow;
  delay_us = sync_us;
  if (sqlite3_vfs_register(&slow, 0) != SQLITE_OK) std::abort();
  return kName;
}

}  // namespace xinqiao::bench
