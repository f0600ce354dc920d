// Locks between connections of one process. They outlive no kill.
#include "simulation/disk/vfs.h"

namespace xinqiao::simulation {

int lock_file(sqlite3_file* file, int wanted) {
  Handle& handle = handle_of(file);
  if (handle.machine->dead()) return SQLITE_IOERR_LOCK;
  if (handle.lock >= wanted) return SQLITE_OK;
  MemoryFile::Locks& locks = handle.file->locks;
  const auto others = [&](int holder) { return holder != 0 && holder != handle.number; };
  if (others(locks.exclusive) || (wanted >= SQLITE_LOCK_RESERVED && others(locks.reserved))) return SQLITE_BUSY;
  if (handle.lock == SQLITE_LOCK_NONE) {
    ++locks.shared;
    handle.lock = SQLITE_LOCK_SHARED;
  }
  if (wanted >= SQLITE_LOCK_RESERVED) locks.reserved = handle.number;
  if (wanted == SQLITE_LOCK_EXCLUSIVE) {
    locks.exclusive = handle.number;
    handle.lock = SQLITE_LOCK_PENDING;
    if (locks.shared > 1) return SQLITE_BUSY;
  }
  handle.lock = wanted;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int wanted) {
  Handle& handle = handle_of(file);
  if (handle.lock <= wanted) return SQLITE_OK;
  MemoryFile::Locks& locks = handle.file->locks;
  if (locks.reserved == handle.number) locks.reserved = 0;
  if (locks.exclusive == handle.number) locks.exclusive = 0;
  if (wanted == SQLITE_LOCK_NONE) --locks.shared;
  handle.lock = wanted;
  return SQLITE_OK;
}

int is_reserved(sqlite3_file* file, int* result) {
  *result = handle_of(file).file->locks.reserved != 0 ? 1 : 0;
  return SQLITE_OK;
}

int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  Handle& handle = handle_of(file);
  *out = nullptr;
  if (handle.machine->dead()) return SQLITE_IOERR_SHMMAP;
  MemoryFile::SharedMemory& memory = handle.file->shared_memory;
  if (!handle.uses_shared_memory) {
    if (memory.users++ == 0) memory.regions.clear();  // the first one finds nothing and recovers the log
    handle.uses_shared_memory = true;
  }
  const auto index = static_cast<std::size_t>(region);
  if (index >= memory.regions.size()) {
    if (extend == 0) return SQLITE_OK;
    while (memory.regions.size() <= index) memory.regions.emplace_back(static_cast<std::size_t>(size));
  }
  *out = memory.regions[index].data();
  return SQLITE_OK;
}

int lock_shared(sqlite3_file* file, int first, int count, int flags) {
  Handle& handle = handle_of(file);
  if (handle.machine->dead()) return SQLITE_IOERR_SHMLOCK;
  MemoryFile::SharedMemory& memory = handle.file->shared_memory;
  const auto from = static_cast<std::size_t>(first);
  const auto until = from + static_cast<std::size_t>(count);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  unsigned& own = exclusive ? handle.exclusive_slots : handle.shared_slots;
  for (std::size_t slot = from; slot < until && (flags & SQLITE_SHM_LOCK) != 0; ++slot) {
    const int own_shared = static_cast<int>(handle.shared_slots >> slot & 1);
    if (memory.exclusive.at(slot) != 0 && memory.exclusive.at(slot) != handle.number) return SQLITE_BUSY;
    if (exclusive && memory.shared.at(slot) > own_shared) return SQLITE_BUSY;
  }
  for (std::size_t slot = from; slot < until; ++slot) {
    const unsigned bit = 1U << slot;
    const bool locks = (flags & SQLITE_SHM_LOCK) != 0;
    if (((own & bit) != 0) == locks) continue;
    own ^= bit;
    if (exclusive) {
      memory.exclusive.at(slot) = locks ? handle.number : 0;
    } else {
      memory.shared.at(slot) += locks ? 1 : -1;
    }
  }
  return SQLITE_OK;
}

void barrier_shared(sqlite3_file* /*file*/) {}

int unmap_shared(sqlite3_file* file, int /*remove*/) {
  Handle& handle = handle_of(file);
  if (!handle.uses_shared_memory) return SQLITE_OK;
  handle.uses_shared_memory = false;
  MemoryFile::SharedMemory& memory = handle.file->shared_memory;
  if (--memory.users == 0) memory.regions.clear();
  return SQLITE_OK;
}

}  // namespace xinqiao::simulation
