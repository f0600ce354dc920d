#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>

#include "base/platform/disk.h"
#include "simulation/disk/memory_disk.h"

namespace xinqiao::simulation {

// One machine: a disk, and the process on it as far as files go. Fault model: at a chosen call the process dies, and
// from then on every call fails, so that no destructor writes anything; it goes on with revive(). At a chosen call a
// read, a write or a sync fails once; and the disk may have room for so many bytes more. A call is an open, a delete,
// a look, a read, a write, a truncation or a sync; locks and shared memory count for nothing.
// Thread rule: one thread at a time. Lifetime: outlives what is opened on it.
class Machine final : public FileSystem {
 public:
  Machine();
  explicit Machine(MemoryDisk disk);
  ~Machine() override;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Disk disk() { return {*this, vfs_.zName}; }
  MemoryDisk& files() { return files_; }

  // Each counts down the calls it is about; 0: never.
  struct Faults {
    std::uint64_t kill_in = 0;
    std::uint64_t read_fails_in = 0;
    std::uint64_t write_fails_in = 0;
    std::uint64_t sync_fails_in = 0;
    std::optional<std::uint64_t> room;  // bytes; none: enough
  };
  Faults faults;
  bool faults_wait = false;
  // What of `armed` has happened since.
  Faults fired(const Faults& armed) const;
  // Planted: what PRAGMA synchronous=FULL of the product sets instead; null: what it says.
  const char* synchronous = nullptr;

  bool dead() const { return dead_; }
  void kill() { dead_ = true; }
  // How the process ended decides what the next one finds.
  enum class End { kProcess, kPower };
  // Everything that was opened is closed by now.
  void revive(End end, testing::SeededRandom& draw);
  // Another disk is put in, as after a restore.
  void replace(MemoryDisk disk);

  std::uint64_t calls() const { return calls_; }
  std::uint64_t syncs() const { return syncs_; }
  // The last one: the running program has undone what lies in its files as if it had been done.
  bool sync_failed() const { return sync_failed_; }

  // For the VFS: what becomes of a call, as SQLite's code. `grows`: by so many bytes.
  int look();
  int read();
  int write(std::uint64_t grows);
  int sync();
  int new_handle() { return ++handles_; }

  Result<Bytes> read(const std::string& path) override;
  Status write_private(const std::string& path, BytesView data) override;
  bool exists(const std::string& path) override;
  Status make_folder(const std::string& path) override;
  Status make_private_file(const std::string& path) override;
  void remove(const std::string& path) override;

 private:
  // False: the process is dead.
  bool count();

  MemoryDisk files_;
  std::string name_;
  sqlite3_vfs vfs_{};
  bool dead_ = false;
  std::uint64_t calls_ = 0;
  std::uint64_t syncs_ = 0;
  bool sync_failed_ = false;
  int handles_ = 0;
};

}  // namespace xinqiao::simulation
