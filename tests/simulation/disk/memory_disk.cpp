#include "simulation/disk/memory_disk.h"

#include <set>

namespace xinqiao::simulation {

void MemoryDisk::apply(const std::vector<Change>& change, Names& to) {
  for (const auto& [name, file] : change) {
    if (file) {
      to[name] = file;
    } else {
      to.erase(name);
    }
  }
}

MemoryDisk::File MemoryDisk::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

MemoryDisk::File MemoryDisk::make(const std::string& name) {
  auto file = std::make_shared<MemoryFile>();
  unsynced_.push_back({{name, file}});
  apply(unsynced_.back(), names_);
  return file;
}

void MemoryDisk::remove(const std::string& name) {
  unsynced_.push_back({{name, nullptr}});
  apply(unsynced_.back(), names_);
}

void MemoryDisk::rename(const std::string& from, const std::string& to) {
  unsynced_.push_back({{to, names_.at(from)}, {from, nullptr}});
  apply(unsynced_.back(), names_);
}

void MemoryDisk::sync_names() {
  for (const auto& change : unsynced_) apply(change, synced_);
  unsynced_.clear();
}

void MemoryDisk::cut_power(testing::SeededRandom& draw, std::uint64_t kept_per_cent) {
  for (const auto& change : unsynced_) {
    if (draw.below(100) < kept_per_cent) apply(change, synced_);
  }
  unsynced_.clear();
  names_ = synced_;
  std::set<MemoryFile*> seen;
  for (const auto& [name, file] : names_) {
    if (seen.insert(file.get()).second) file->cut_power(draw, kept_per_cent);
  }
  forget_process();
}

void MemoryDisk::forget_process() {
  for (const auto& [name, file] : names_) file->forget_process();
}

MemoryDisk MemoryDisk::copy() const { return copy("", ""); }

MemoryDisk MemoryDisk::copy(const std::string& folder, const std::string& to) const {
  MemoryDisk out;
  for (const auto& [name, file] : names_) {
    const std::string other = name.starts_with(folder) ? to + name.substr(folder.size()) : name;
    out.names_[other] = std::make_shared<MemoryFile>(file.get());
  }
  out.synced_ = out.names_;
  return out;
}

std::uint64_t MemoryDisk::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [name, file] : names_) sum += file->content().size();
  return sum;
}

}  // namespace xinqiao::simulation
