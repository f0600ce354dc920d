#include "store/sqlite/sqlite_store.h"

#include <exception>

#include "store/sqlite/sqlite_schema.h"
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {

namespace {

// What a process left that was killed between writing and syncing is there, but not on the disk. It must be before
// anybody is told of it: a checkpoint syncs the log first. That the disk is too full for the rest of it stops nobody.
Status sync_what_is_there(Database& db) {
  const Status status = db.execute("PRAGMA wal_checkpoint");
  return !status.ok() && status.error().code == ErrorCode::kDiskFull ? Status() : status;
}

}  // namespace

// A reader with its read transaction open, given back when it goes.
class SqliteStore::Lease final : public SqliteSession {
 public:
  Lease(SqliteStore& store, std::unique_ptr<Database> reader)
      : SqliteSession(*reader), store_(store), reader_(std::move(reader)) {}
  ~Lease() override {
    if (reader_->execute("COMMIT").ok()) store_.give_back(std::move(reader_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

 private:
  SqliteStore& store_;
  std::unique_ptr<Database> reader_;
};

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& path, bool create, const Disk& disk, Writer where) {
  XQ_ASSIGN(auto writer, Database::open(path, create, disk));
  XQ_TRY(migrate(*writer, organisation_migrations()));
  XQ_TRY(sync_what_is_there(*writer));
  return std::unique_ptr<Store>(new SqliteStore(path, disk, std::move(writer), where));
}

SqliteStore::SqliteStore(std::string path, const Disk& disk, std::unique_ptr<Database> writer, Writer where)
    : path_(std::move(path)), disk_(disk), where_(where), writer_(std::move(writer)) {
  if (where_ == Writer::kThread) thread_ = std::thread([this] { run(); });
}

SqliteStore::~SqliteStore() { SqliteStore::drain(); }

Result<std::unique_ptr<Snapshot>> SqliteStore::snapshot() {
  XQ_ASSIGN(auto reader, take_reader());
  XQ_TRY(reader->execute("BEGIN"));
  auto lease = std::make_unique<Lease>(*this, std::move(reader));
  XQ_TRY(lease->last_seq());  // the first read fixes the moment
  return std::unique_ptr<Snapshot>(std::move(lease));
}

Status SqliteStore::submit(Work work, Done done) {
  if (where_ == Writer::kCaller) return submit_here(std::move(work), std::move(done));
  const std::lock_guard lock(mutex_);
  if (stopping_) return Error{ErrorCode::kBusy, "the server is stopping"};
  if (queue_.size() >= kQueuedWorkMax) return Error{ErrorCode::kBusy, "too much is waiting to be written"};
  queue_.push_back({std::move(work), std::move(done), {}});
  wake_.notify_one();
  return {};
}

Status SqliteStore::submit_here(Work work, Done done) {
  if (stopping_) return Error{ErrorCode::kBusy, "the server is stopping"};
  std::vector<Item> items;
  items.push_back({std::move(work), std::move(done), {}});
  commit(items);
  items.front().done(std::move(items.front().outcome));
  return {};
}

void SqliteStore::drain() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void SqliteStore::run() {
  std::vector<Item> items;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && items.size() < kWorksPerCommit) {
        items.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    commit(items);
    for (Item& item : items) item.done(std::move(item.outcome));
    items.clear();
  }
}

// Each work in a savepoint of its own, all in one transaction; nobody is told before it is on disk.
void SqliteStore::commit(std::vector<Item>& items) {
  Status status = writer_->execute("BEGIN IMMEDIATE");
  if (status.ok()) {
    for (Item& item : items) {
      run_item(item);
      if (!writer_->in_transaction()) {  // a full disk or a failing one undoes everything at once
        status = item.outcome.ok() ? Status(Error{ErrorCode::kIo, "store: the transaction was undone"}) : item.outcome;
        break;
      }
    }
  }
  if (status.ok()) status = writer_->execute("COMMIT");
  if (status.ok()) return;
  if (writer_->in_transaction()) (void)writer_->execute("ROLLBACK");
  for (Item& item : items) item.outcome = status;
}

void SqliteStore::run_item(Item& item) {
  item.outcome = writer_->execute("SAVEPOINT work");
  if (!item.outcome.ok()) return;
  try {
    SqliteSession session(*writer_);
    item.outcome = item.work(session);
  } catch (const std::exception&) {
    item.outcome = Error{ErrorCode::kInternal, "store: a work failed unexpectedly"};
  }
  if (!writer_->in_transaction()) return;
  if (!item.outcome.ok()) {
    if (!writer_->execute("ROLLBACK TO work").ok()) (void)writer_->execute("ROLLBACK");
  }
  if (writer_->in_transaction()) {
    if (const Status released = writer_->execute("RELEASE work"); !released.ok()) (void)writer_->execute("ROLLBACK");
  }
}

Result<std::unique_ptr<Database>> SqliteStore::take_reader() {
  {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return Database::open(path_, false, disk_);
}

void SqliteStore::give_back(std::unique_ptr<Database> reader) {
  const std::lock_guard lock(mutex_);
  if (readers_.size() < kReadersKept) readers_.push_back(std::move(reader));
}

}  // namespace xinqiao::server
