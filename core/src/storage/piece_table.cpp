#include "storage/piece_table.h"

#include "base/crypto.h"

namespace xinqiao {
namespace {

constexpr std::string_view kPieceName = "piece";

}  // namespace

Result<std::vector<PieceTable::Begun>> PieceTable::all() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT hash, max(upto) FROM pieces GROUP BY hash"));
  std::vector<Begun> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back({Bytes(query.blob(0)), query.uint64(1)});
  }
}

Result<std::uint64_t> PieceTable::size(BytesView hash) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT coalesce(max(upto), 0) FROM pieces WHERE hash = ?1"));
  XQ_TRY(query.bind_blob(1, hash).step());
  return query.uint64(0);
}

Result<bool> PieceTable::add(BytesView hash, std::uint64_t offset, BytesView data) {
  XQ_ASSIGN(const auto here, size(hash));
  if (offset != here || data.empty()) return false;
  XQ_ASSIGN(auto insert, connection_.prepare("INSERT INTO pieces (hash, upto, data) VALUES (?1, ?2, ?3)"));
  XQ_TRY(
      insert.bind_blob(1, hash).bind(2, offset + data.size()).bind_blob(3, vault_.seal_named(kPieceName, data)).run());
  return true;
}

Result<Bytes> PieceTable::whole(BytesView hash) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT data FROM pieces WHERE hash = ?1 ORDER BY upto"));
  query.bind_blob(1, hash);
  Bytes out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) break;
    const auto data = vault_.open_named(kPieceName, query.blob(0));
    if (!data.ok()) return Bytes();
    out += *data;
  }
  return crypto::hash(out, hash.size()) == hash ? out : Bytes();
}

Status PieceTable::forget(BytesView hash) {
  XQ_ASSIGN(auto erase, connection_.prepare("DELETE FROM pieces WHERE hash = ?1"));
  return erase.bind_blob(1, hash).run();
}

}  // namespace xinqiao
