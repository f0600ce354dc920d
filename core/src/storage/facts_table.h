#pragma once

#include <functional>
#include <vector>

#include "base/id.h"
#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"

namespace xinqiao {

// What is gathered of each child, sealed. A child's row goes when one of its records changes: triggers of the schema
// see to what the server tells and refuses; what is written here is found by its seq, so that a save costs nothing. The
// caller gathers anew what is outdated. The nil id stands for the directory, of which nothing is kept but that it was
// read. Thread rule: the connection's.
class FactsTable {
 public:
  FactsTable(sqlite::Connection& connection, const Vault& vault) : connection_(connection), vault_(vault) {}

  // While this answers the same number, nothing was written to the file.
  std::uint64_t changes_so_far() const;
  // Children that are here (and nil, for the directory) of which there is no row, or whose row is older than what was
  // written here.
  Result<std::vector<Id>> outdated();
  // Erases such rows. Inside the caller's transaction, with those that take their place.
  Status forget_outdated();
  Status put(const Id& child, BytesView facts);
  // In no order. A row that cannot be read, or of which `each` answers false, is erased.
  Status for_each(const std::function<bool(const Id& child, BytesView facts)>& each);

 private:
  Result<std::uint64_t> next_seq();
  sqlite::Connection& connection_;
  const Vault& vault_;
};

}  // namespace xinqiao
