#include <cstring>
#include <string_view>

#include "simulation/disk/vfs.h"

namespace xinqiao::simulation {
namespace {

int close_file(sqlite3_file* file) {
  Handle& handle = handle_of(file);
  unmap_shared(file, 0);
  unlock_file(file, SQLITE_LOCK_NONE);
  if (handle.goes_when_closed && !handle.name.empty() && !handle.machine->dead())
    handle.machine->files().remove(handle.name);
  delete &handle;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  const Handle& handle = handle_of(file);
  if (const int code = handle.machine->read(); code != SQLITE_OK) return code;
  const Bytes& content = handle.file->content();
  const auto from = static_cast<std::size_t>(offset);
  const auto wanted = static_cast<std::size_t>(count);
  const std::size_t there = from >= content.size() ? 0 : std::min(wanted, content.size() - from);
  auto* out = static_cast<char*>(to);
  if (there > 0) content.copy(out, there, from);
  std::memset(out + there, 0, wanted - there);
  return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  const Handle& handle = handle_of(file);
  const auto end = static_cast<std::uint64_t>(offset) + static_cast<std::uint64_t>(count);
  const std::uint64_t size = handle.file->content().size();
  if (const int code = handle.machine->write(end > size ? end - size : 0); code != SQLITE_OK) return code;
  handle.file->write(static_cast<std::uint64_t>(offset),
                     BytesView(static_cast<const char*>(from), static_cast<std::size_t>(count)));
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const Handle& handle = handle_of(file);
  if (const int code = handle.machine->write(0); code != SQLITE_OK) return code;
  handle.file->truncate(static_cast<std::uint64_t>(size));
  return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int /*flags*/) {
  Handle& handle = handle_of(file);
  if (const int code = handle.machine->sync(); code != SQLITE_OK) return code;
  handle.file->sync();
  if (handle.syncs_names) handle.machine->files().sync_names();
  handle.syncs_names = false;
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  const Handle& handle = handle_of(file);
  if (const int code = handle.machine->look(); code != SQLITE_OK) return code;
  *size = static_cast<sqlite3_int64>(handle.file->content().size());
  return SQLITE_OK;
}

// Answers only to a planted PRAGMA synchronous: what the product asks for is then taken for done.
int control_file(sqlite3_file* file, int what, void* argument) {
  if (what != SQLITE_FCNTL_PRAGMA || handle_of(file).machine->synchronous == nullptr) return SQLITE_NOTFOUND;
  auto** words = static_cast<char**>(argument);
  const bool full = words[2] != nullptr && std::string_view(words[2]) == "FULL";
  return full && std::string_view(words[1]) == "synchronous" ? SQLITE_OK : SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file* /*file*/) { return 4096; }
int characteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

}  // namespace

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<VfsFile*>(file)->handle; }

const sqlite3_io_methods& memory_methods() {
  static const sqlite3_io_methods methods = {.iVersion = 2,
                                             .xClose = close_file,
                                             .xRead = read_file,
                                             .xWrite = write_file,
                                             .xTruncate = truncate_file,
                                             .xSync = sync_file,
                                             .xFileSize = size_of_file,
                                             .xLock = lock_file,
                                             .xUnlock = unlock_file,
                                             .xCheckReservedLock = is_reserved,
                                             .xFileControl = control_file,
                                             .xSectorSize = sector_size,
                                             .xDeviceCharacteristics = characteristics,
                                             .xShmMap = map_shared,
                                             .xShmLock = lock_shared,
                                             .xShmBarrier = barrier_shared,
                                             .xShmUnmap = unmap_shared};
  return methods;
}

}  // namespace xinqiao::simulation
