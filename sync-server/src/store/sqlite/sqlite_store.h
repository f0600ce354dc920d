#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "store/sqlite/sqlite_db.h"
#include "store/store.h"

namespace xinqiao::server {

// An organisation in one SQLite file: one writer thread with group commit, a pool of readers.
class SqliteStore final : public Store {
 public:
  static constexpr std::size_t kWorksPerCommit = 128;
  static constexpr std::size_t kReadersKept = 16;

  // kCaller: submit() does the work before it returns; for a simulation, all on one thread.
  enum class Writer { kThread, kCaller };
  // `create`: makes the file. kBusy when another process holds it for too long.
  static Result<std::unique_ptr<Store>> open(const std::string& path, bool create, const Disk& disk = machine_disk(),
                                             Writer writer = Writer::kThread);
  ~SqliteStore() override;

  Result<std::unique_ptr<Snapshot>> snapshot() override;
  Status submit(Work work, Done done) override;
  void drain() override;

 private:
  struct Item {
    Work work;
    Done done;
    Status outcome;
  };
  class Lease;

  SqliteStore(std::string path, const Disk& disk, std::unique_ptr<Database> writer, Writer where);
  Status submit_here(Work work, Done done);
  void run();
  void commit(std::vector<Item>& items);
  void run_item(Item& item);
  Result<std::unique_ptr<Database>> take_reader();
  void give_back(std::unique_ptr<Database> reader);

  const std::string path_;
  const Disk disk_;
  const Writer where_;
  std::unique_ptr<Database> writer_;  // the writer thread's alone

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<Item> queue_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Database>> readers_;

  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace xinqiao::server
