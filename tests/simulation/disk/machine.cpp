#include "simulation/disk/machine.h"

#include "simulation/disk/vfs.h"

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t kKeptOften = 90;

// True when it is this call's turn.
bool due(std::uint64_t& countdown) {
  if (countdown == 0) return false;
  --countdown;
  return countdown == 0;
}

Error failed(int code, const std::string& path) {
  return Error{code == SQLITE_FULL ? ErrorCode::kDiskFull : ErrorCode::kIo, "cannot use '" + path + "'"};
}

}  // namespace

Machine::Machine() : Machine(MemoryDisk()) {}

Machine::Machine(MemoryDisk disk) : files_(std::move(disk)) {
  static std::uint64_t machines = 0;  // SQLite knows them by name
  name_ = "machine-" + std::to_string(++machines);
  vfs_ = memory_vfs(*this, name_.c_str());
  sqlite3_vfs_register(&vfs_, 0);
}

Machine::~Machine() { sqlite3_vfs_unregister(&vfs_); }

Machine::Faults Machine::fired(const Faults& armed) const {
  const auto gone = [](std::uint64_t before, std::uint64_t now) { return before > 0 && now == 0 ? before : 0; };
  return {gone(armed.kill_in, faults.kill_in), gone(armed.read_fails_in, faults.read_fails_in),
          gone(armed.write_fails_in, faults.write_fails_in), gone(armed.sync_fails_in, faults.sync_fails_in),
          armed.room && faults.room && *faults.room < *armed.room ? faults.room : std::nullopt};
}

void Machine::revive(End end, testing::SeededRandom& draw) {
  dead_ = false;
  sync_failed_ = false;
  faults = {};
  if (end == End::kProcess) {
    files_.forget_process();
    return;
  }
  const std::uint64_t drawn = draw.below(4);  // all lost, all kept but what is torn, most kept, half of it
  const std::uint64_t kept_per_cent = drawn == 0 ? 0 : drawn == 1 ? 100 : drawn == 2 ? kKeptOften : 50;
  files_.cut_power(draw, kept_per_cent);
}

void Machine::replace(MemoryDisk disk) {
  files_ = std::move(disk);
  dead_ = false;
  sync_failed_ = false;
  faults = {};
}

bool Machine::count() {
  ++calls_;
  if (!faults_wait && due(faults.kill_in)) dead_ = true;
  return !dead_;
}

int Machine::look() { return count() ? SQLITE_OK : SQLITE_IOERR; }

int Machine::read() {
  if (!count()) return SQLITE_IOERR;
  return !faults_wait && due(faults.read_fails_in) ? SQLITE_IOERR_READ : SQLITE_OK;
}

int Machine::write(std::uint64_t grows) {
  if (!count()) return SQLITE_IOERR;
  if (faults_wait) return SQLITE_OK;
  if (due(faults.write_fails_in)) return SQLITE_IOERR_WRITE;
  if (!faults.room) return SQLITE_OK;
  if (*faults.room < grows) return SQLITE_FULL;
  *faults.room -= grows;
  return SQLITE_OK;
}

int Machine::sync() {
  if (!count()) return SQLITE_IOERR;
  ++syncs_;
  sync_failed_ = !faults_wait && due(faults.sync_fails_in);
  return sync_failed_ ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

Result<Bytes> Machine::read(const std::string& path) {
  if (const int code = read(); code != SQLITE_OK) return failed(code, path);
  const auto file = files_.find(path);
  if (!file) return Error{ErrorCode::kNotFound, "no '" + path + "'"};
  return file->content();
}

Status Machine::write_private(const std::string& path, BytesView data) {
  const std::string temporary = path + ".new";
  if (const int code = write(0); code != SQLITE_OK) return failed(code, path);
  const auto file = files_.make(temporary);
  if (const int code = write(data.size()); code != SQLITE_OK) return failed(code, path);
  file->write(0, data);
  if (const int code = sync(); code != SQLITE_OK) return failed(code, path);
  file->sync();
  if (const int code = write(0); code != SQLITE_OK) return failed(code, path);
  files_.rename(temporary, path);
  if (const int code = sync(); code != SQLITE_OK) return failed(code, path);
  files_.sync_names();
  return {};
}

bool Machine::exists(const std::string& path) { return look() == SQLITE_OK && files_.find(path) != nullptr; }

Status Machine::make_folder(const std::string& path) {
  if (const int code = look(); code != SQLITE_OK) return failed(code, path);
  return {};
}

Status Machine::make_private_file(const std::string& path) {
  if (const int code = write(0); code != SQLITE_OK) return failed(code, path);
  if (!files_.find(path)) files_.make(path);
  return {};
}

void Machine::remove(const std::string& path) {
  if (write(0) == SQLITE_OK && files_.find(path)) files_.remove(path);
}

}  // namespace xinqiao::simulation
