#pragma once

#include <sqlite3.h>

#include <atomic>
#include <future>
#include <list>
#include <mutex>

namespace xinqiao::server::testing {

// SQLite's own files, whose disk syncs are counted; they can be made to wait. There is one at a time, since what SQLite
// calls of a file knows no VFS. Thread rule: any thread. Lifetime: outlives what is opened on it.
class CountingVfs {
 public:
  CountingVfs();
  ~CountingVfs();
  CountingVfs(const CountingVfs&) = delete;
  CountingVfs& operator=(const CountingVfs&) = delete;

  const char* name() const { return vfs_.zName; }
  std::uint64_t syncs() const { return syncs_; }
  // From now on every sync waits for this; `reached` is told of the first.
  void hold(std::shared_future<void> gate, std::promise<void>& reached);

 private:
  // SQLite's own VFS has a few tables of methods, one for databases, one for their logs.
  struct Methods {
    sqlite3_io_methods counted;  // first: what a file points to
    const sqlite3_io_methods* under;
  };

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags);
  static const Methods& methods_of(sqlite3_file* file);
  static int sync(sqlite3_file* file, int flags);

  static CountingVfs* only_;
  sqlite3_vfs* under_;
  sqlite3_vfs vfs_;
  std::mutex mutex_;
  std::list<Methods> methods_;
  std::atomic<std::uint64_t> syncs_ = 0;
  std::atomic<bool> held_ = false;
  std::shared_future<void> gate_;
  std::promise<void>* reached_ = nullptr;
};

}  // namespace xinqiao::server::testing
