#include "storage/local_store.h"

#include "storage/sqlite/migrations.h"

namespace xinqiao {
namespace {

Result<Vault> open_vault(sqlite::Connection& connection, const std::string& key_file, std::string_view pin,
                         FileSystem& files, Random& random) {
  MetaTable meta(connection);
  XQ_ASSIGN(const auto wrapped, meta.get(kMetaDataKey));
  if (wrapped) return Vault::open(key_file, pin, *wrapped, files, random);
  Bytes fresh;
  XQ_ASSIGN(auto vault, Vault::create(key_file, pin, files, random, fresh));
  XQ_TRY(meta.put(kMetaDataKey, fresh));
  return vault;
}

// It syncs the log first. That the disk is too full for the rest of it stops nobody.
Status checkpoint(sqlite::Connection& connection) {
  const Status status = connection.exec("PRAGMA wal_checkpoint");
  return !status.ok() && status.error().code == ErrorCode::kDiskFull ? Status() : status;
}

}  // namespace

LocalStore::LocalStore(FolderLock lock, std::unique_ptr<sqlite::Connection> connection, Vault vault, Random& random,
                       std::uint32_t batch_bytes)
    : lock_(std::move(lock)),
      connection_(std::move(connection)),
      vault_(std::move(vault)),
      meta_(*connection_),
      records_(*connection_, vault_),
      own_(*connection_, vault_, random, batch_bytes),
      lost_(*connection_, vault_),
      beneath_(*connection_),
      wanted_(*connection_),
      pieces_(*connection_, vault_),
      dismissed_(*connection_),
      facts_(*connection_, vault_) {}

Status LocalStore::tidy() { return checkpoint(*connection_); }

Result<std::unique_ptr<LocalStore>> LocalStore::open(const Options& options, Clock& clock, FileSystem& files,
                                                     Random& random) {
  XQ_TRY(files.make_folder(options.folder));
  XQ_ASSIGN(auto lock, FolderLock::take(options.folder, options.lock_wait_ms, clock));
  XQ_TRY(files.make_private_file(database_path(options.folder)));
  XQ_ASSIGN(auto connection, sqlite::Connection::open(database_path(options.folder), options.vfs));
  XQ_TRY(migrate(*connection));
  // What a process left that was killed between writing and syncing is there, but not on the disk. It must be before it
  // is shown.
  XQ_TRY(checkpoint(*connection));
  XQ_ASSIGN(auto vault, open_vault(*connection, options.folder + "/key", options.pin, files, random));
  return std::unique_ptr<LocalStore>(
      new LocalStore(std::move(lock), std::move(connection), std::move(vault), random, options.batch_bytes));
}

}  // namespace xinqiao
