#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simulation/disk/memory_file.h"

namespace xinqiao::simulation {

// Names and files of one machine. Folders are not kept: every folder exists. Fault model of a power cut: names that
// were made, removed or changed since the last sync of names are so or as before, each by a draw, in order; a name
// that comes back has the file it had.
class MemoryDisk {
 public:
  using File = std::shared_ptr<MemoryFile>;

  File find(const std::string& name) const;  // null: not there
  File make(const std::string& name);        // a fresh one in its place
  void remove(const std::string& name);
  void rename(const std::string& from, const std::string& to);
  void sync_names();

  void cut_power(testing::SeededRandom& draw, std::uint64_t kept_per_cent);
  // The process is gone, the machine runs on.
  void forget_process();
  // What a copy of all files holds; as a disk of its own it is synced.
  MemoryDisk copy() const;
  // The same in another folder.
  MemoryDisk copy(const std::string& folder, const std::string& to) const;
  std::uint64_t bytes() const;

 private:
  using Names = std::map<std::string, File>;
  struct Change {
    std::string name;
    File file;  // null: removed
  };
  static void apply(const std::vector<Change>& change, Names& to);

  Names names_;
  Names synced_;
  std::vector<std::vector<Change>> unsynced_;  // those of one call are so together
};

}  // namespace xinqiao::simulation
