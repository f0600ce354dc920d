#include "simulation/disk/vfs.h"

#include <cstring>

namespace xinqiao::simulation {
namespace {

Machine& machine_of(sqlite3_vfs* vfs) { return *static_cast<Machine*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* opened) {
  auto* file = reinterpret_cast<VfsFile*>(out);
  file->base.pMethods = nullptr;
  Machine& machine = machine_of(vfs);
  if (const int code = machine.look(); code != SQLITE_OK) return code;
  auto handle = std::make_unique<Handle>();
  handle->machine = &machine;
  handle->number = machine.new_handle();
  handle->name = name == nullptr ? "" : name;
  handle->goes_when_closed = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  if (name == nullptr) {
    handle->file = std::make_shared<MemoryFile>();
  } else {
    handle->file = machine.files().find(name);
    if (!handle->file && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (!handle->file) {
      if (const int code = machine.write(0); code != SQLITE_OK) return code == SQLITE_FULL ? code : SQLITE_CANTOPEN;
      handle->file = machine.files().make(name);
    }
  }
  // Also when it was there: its name may not be on the disk yet.
  constexpr int kJournals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
  handle->syncs_names = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
  if (opened != nullptr) *opened = flags;
  file->handle = handle.release();
  file->base.pMethods = &memory_methods();
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_names) {
  Machine& machine = machine_of(vfs);
  if (const int code = machine.write(0); code != SQLITE_OK) return code;
  if (!machine.files().find(name)) return SQLITE_IOERR_DELETE_NOENT;
  machine.files().remove(name);
  if (sync_names != 0) machine.files().sync_names();
  return SQLITE_OK;
}

// An empty file counts as none, as SQLite's unix VFS has it.
int look_for_file(sqlite3_vfs* vfs, const char* name, int flags, int* found) {
  *found = 0;
  Machine& machine = machine_of(vfs);
  if (const int code = machine.look(); code != SQLITE_OK) return code;
  const auto file = machine.files().find(name);
  *found = file && (flags != SQLITE_ACCESS_EXISTS || !file->content().empty()) ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int random_bytes(sqlite3_vfs* /*vfs*/, int size, char* out) {
  std::memset(out, 'x', static_cast<std::size_t>(size));
  return size;
}

int no_sleep(sqlite3_vfs* /*vfs*/, int us) { return us; }

int no_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* ms) {
  *ms = 0;
  return SQLITE_OK;
}

int no_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*out*/) { return 0; }

// Each new connection to a machine with something planted gets it before the product's own pragmas.
int plant(sqlite3* db, char** /*message*/, const sqlite3_api_routines* /*api*/) {
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, static_cast<void*>(&vfs));
  if (vfs == nullptr || vfs->xOpen != open_file || machine_of(vfs).synchronous == nullptr) return SQLITE_OK;
  const std::string pragma = std::string("PRAGMA synchronous=") + machine_of(vfs).synchronous;
  return sqlite3_exec(db, pragma.c_str(), nullptr, nullptr, nullptr);
}

}  // namespace

sqlite3_vfs memory_vfs(Machine& machine, const char* name) {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(plant));
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(VfsFile);
  vfs.mxPathname = 512;
  vfs.zName = name;
  vfs.pAppData = &machine;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = look_for_file;
  vfs.xFullPathname = full_name;
  vfs.xRandomness = random_bytes;
  vfs.xSleep = no_sleep;
  vfs.xGetLastError = no_error;
  vfs.xCurrentTimeInt64 = no_time;
  return vfs;
}

}  // namespace xinqiao::simulation
