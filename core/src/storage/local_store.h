#pragma once

#include <memory>
#include <string>

#include "base/platform/clock.h"
#include "base/platform/file_system.h"
#include "storage/base_records.h"
#include "storage/beneath_lost.h"
#include "storage/dismissed_changes.h"
#include "storage/facts_table.h"
#include "storage/folder_lock.h"
#include "storage/lost_values.h"
#include "storage/meta_table.h"
#include "storage/own_log/own_log.h"
#include "storage/piece_table.h"
#include "storage/wanted_records.h"

namespace xinqiao {

// A device's data folder, opened: lock, file, key and tables. Thread rule: one thread at a time.
class LocalStore {
 public:
  struct Options {
    std::string folder;
    std::string pin;
    std::int64_t lock_wait_ms = 0;
    const char* vfs = nullptr;
    std::uint32_t batch_bytes = 0;  // 0: limits::kBatchBytes
  };
  // Creates what is missing and brings an older file up to date.
  static Result<std::unique_ptr<LocalStore>> open(const Options& options, Clock& clock, FileSystem& files,
                                                  Random& random);

  // Moves what was written from the log into the file, which a later commit would do else. Between transactions.
  Status tidy();

  Result<sqlite::Transaction> begin() { return sqlite::Transaction::begin(*connection_); }
  const Vault& vault() const { return vault_; }
  MetaTable& meta() { return meta_; }
  BaseRecords& records() { return records_; }
  OwnLog& own() { return own_; }
  LostValues& lost() { return lost_; }
  BeneathLost& beneath() { return beneath_; }
  WantedRecords& wanted() { return wanted_; }
  PieceTable& pieces() { return pieces_; }
  DismissedChanges& dismissed() { return dismissed_; }
  FactsTable& facts() { return facts_; }

  static std::string database_path(const std::string& folder) { return folder + "/xinqiao.db"; }

 private:
  LocalStore(FolderLock lock, std::unique_ptr<sqlite::Connection> connection, Vault vault, Random& random,
             std::uint32_t batch_bytes);

  FolderLock lock_;
  std::unique_ptr<sqlite::Connection> connection_;
  Vault vault_;
  MetaTable meta_;
  BaseRecords records_;
  OwnLog own_;
  LostValues lost_;
  BeneathLost beneath_;
  WantedRecords wanted_;
  PieceTable pieces_;
  DismissedChanges dismissed_;
  FactsTable facts_;
};

}  // namespace xinqiao
