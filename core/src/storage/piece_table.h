#pragma once

#include <vector>

#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"

namespace xinqiao {

// What a server sends in pieces because the link carries nothing larger, sealed, until it is whole. `hash` names the
// whole. Thread rule: the connection's.
class PieceTable {
 public:
  PieceTable(sqlite::Connection& connection, const Vault& vault) : connection_(connection), vault_(vault) {}

  struct Begun {
    Bytes hash;
    std::uint64_t size = 0;  // so many bytes of it are here, from its beginning on
  };
  Result<std::vector<Begun>> all();
  // False: it does not join what is here.
  Result<bool> add(BytesView hash, std::uint64_t offset, BytesView data);
  // Nothing when it is not the whole, or cannot be read.
  Result<Bytes> whole(BytesView hash);
  Status forget(BytesView hash);

 private:
  Result<std::uint64_t> size(BytesView hash);

  sqlite::Connection& connection_;
  const Vault& vault_;
};

}  // namespace xinqiao
