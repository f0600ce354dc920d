#include "server/service/counting_vfs.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace xinqiao::server::testing {

CountingVfs* CountingVfs::only_ = nullptr;

CountingVfs::CountingVfs() : under_(sqlite3_vfs_find(nullptr)), vfs_(*under_) {
  vfs_.zName = "counting";
  vfs_.pNext = nullptr;
  vfs_.xOpen = &CountingVfs::open;
  only_ = this;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("a VFS cannot be registered");
}

CountingVfs::~CountingVfs() {
  sqlite3_vfs_unregister(&vfs_);
  only_ = nullptr;
}

void CountingVfs::hold(std::shared_future<void> gate, std::promise<void>& reached) {
  gate_ = std::move(gate);
  reached_ = &reached;
  held_ = true;
}

int CountingVfs::open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  const int rc = only_->under_->xOpen(only_->under_, path, file, flags, out_flags);
  if (rc != SQLITE_OK || file->pMethods == nullptr) return rc;
  const std::lock_guard lock(only_->mutex_);
  auto found = std::ranges::find(only_->methods_, file->pMethods, &Methods::under);
  if (found == only_->methods_.end()) {
    found = only_->methods_.insert(found, {*file->pMethods, file->pMethods});
    found->counted.xSync = &CountingVfs::sync;
  }
  file->pMethods = &found->counted;
  return rc;
}

const CountingVfs::Methods& CountingVfs::methods_of(sqlite3_file* file) {
  return *reinterpret_cast<const Methods*>(file->pMethods);
}

int CountingVfs::sync(sqlite3_file* file, int flags) {
  ++only_->syncs_;
  if (only_->held_) {
    if (only_->reached_ != nullptr) std::exchange(only_->reached_, nullptr)->set_value();
    only_->gate_.wait();
  }
  return methods_of(file).under->xSync(file, flags);
}

}  // namespace xinqiao::server::testing
