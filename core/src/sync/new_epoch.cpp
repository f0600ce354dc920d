#include "sync/new_epoch.h"

namespace xinqiao::sync {
namespace {

constexpr std::uint32_t kPageRows = 500;

// Organisation seqs beyond the cut mean nothing any more; the values stay until the server sends others.
Status forget_seqs_beyond(LocalStore& store, std::uint64_t cut) {
  Id after;
  for (;;) {
    XQ_ASSIGN(auto rows, store.records().page(0, {}, after, kPageRows));
    for (auto& row : rows) {
      RecordState* base = row.base ? &*row.base : nullptr;
      if (base == nullptr || base->seq() <= cut) continue;
      for (auto& [number, group] : base->groups) {
        if (group.seq > cut) group.seq = 0;
      }
      XQ_TRY(store.records().put(*base, row.child));
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

}  // namespace

Status meet_epoch(LocalStore& store, const v1::SyncResponse& response) {
  XQ_ASSIGN(const auto state, store.meta().sync());
  if (!response.has_epoch() || response.epoch().id() == state.epoch()) return {};
  XQ_TRY(store.own().send_again_beyond(response.epoch().cut()));
  return forget_seqs_beyond(store, response.epoch().cut());
}

}  // namespace xinqiao::sync
