#include "sync/pieces.h"

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "base/limits.h"

namespace xinqiao::sync {
namespace {

constexpr std::size_t kAtOnce = 2;  // of what is due, and of what is asked for by name

bool is_piece(const v1::Fragment& piece) {
  return piece.hash().size() == limits::kFragmentHash && piece.total() <= limits::kFragmentedBytes &&
         piece.offset() <= piece.total() && piece.data().size() <= piece.total() - piece.offset();
}

Status take_piece(LocalStore& store, const v1::Fragment& piece, Joined& joined) {
  const bool ends = piece.offset() + piece.data().size() == piece.total();
  XQ_ASSIGN(const bool added, store.pieces().add(piece.hash(), piece.offset(), piece.data()));
  joined.brought_something = joined.brought_something || added;
  if (!ends && added) return {};
  if (ends) {
    XQ_ASSIGN(const auto whole, store.pieces().whole(piece.hash()));
    v1::SyncResponse answer;
    const bool is_whole = !whole.empty() && answer.ParseFromString(whole);
    joined.broken = joined.broken || !is_whole;
    if (is_whole) joined.deltas.MergeFrom(answer.deltas());
  }
  return store.pieces().forget(piece.hash());
}

}  // namespace

v1::Fragment cut_piece(const Bytes& batch, const v1::FragmentNeed& need, std::size_t max_bytes) {
  v1::Fragment piece;
  piece.set_hash(crypto::hash(batch, limits::kFragmentHash));
  piece.set_total(batch.size());
  if (need.hash() == piece.hash() && need.offset() < batch.size()) piece.set_offset(need.offset());
  piece.set_data(batch.substr(piece.offset(), max_bytes));
  return piece;
}

Status ask_for_pieces(LocalStore& store, v1::SyncRequest& request) {
  XQ_ASSIGN(const auto begun, store.pieces().all());
  for (const auto& [hash, size] : begun) {
    auto& need = *request.add_pieces();
    need.set_hash(hash);
    need.set_offset(size);
  }
  return {};
}

Result<Joined> take_pieces(LocalStore& store, const v1::SyncResponse& response) {
  Joined joined;
  XQ_ASSIGN(const auto begun, store.pieces().all());
  for (const auto& [hash, size] : begun) {
    const bool goes_on =
        std::ranges::any_of(response.pieces(), [&](const auto& piece) { return piece.hash() == hash; });
    if (!goes_on) XQ_TRY(store.pieces().forget(hash));  // it has changed meanwhile
  }
  std::set<Bytes> taken;  // a record may be due and asked for by name as well
  for (const auto& piece : response.pieces()) {
    if (!is_piece(piece) || taken.size() == kAtOnce) {
      joined.broken = true;
    } else if (taken.insert(piece.hash()).second) {
      XQ_TRY(take_piece(store, piece, joined));
    }
  }
  return joined;
}

}  // namespace xinqiao::sync
