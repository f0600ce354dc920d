#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/id.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao::bench {

// The raw limit: SQLite alone, with the pragmas and the tables the product uses, writing rows of the same number and
// size.
class PlainSqlite {
 public:
  explicit PlainSqlite(const std::string& path, const char* vfs = nullptr);

  // The rows of one durable save, in one transaction: the sealed change, its record's row, the batch's new
  // end (and now and then a new batch), the author's clock and chain. `kind` of the record.
  void save(const Id& record, std::uint32_t kind, BytesView child, std::size_t body_size);
  // A row of a bulk insert (random key, one secondary index), between begin() and commit().
  void begin();
  void bulk_row(BytesView record_id, BytesView child, BytesView body);
  void commit();

 private:
  void write_batch(std::size_t body_size);

  std::unique_ptr<sqlite::Connection> db_;
  std::uint64_t seq_ = 0;
  std::uint64_t batch_ = 0;
  std::size_t batch_bytes_ = 0;
};

}  // namespace xinqiao::bench
