#include "sync/restored/new_epoch.h"

#include <iterator>

#include "base/planted.h"
#include "sync/restored/beneath.h"

namespace xinqiao::sync {
namespace {

constexpr std::uint32_t kPageRows = 500;

// Takes the groups out of `base` that the server does not have as they are here; answers with them.
RecordState take_beyond(RecordState& base, std::uint64_t cut) {
  RecordState lost{base.record, base.kind, {}};
  for (auto entry = base.groups.begin(); entry != base.groups.end();) {
    const auto next = std::next(entry);
    if (entry->second.seq > cut) lost.groups.insert(base.groups.extract(entry));
    entry = next;
  }
  return lost;
}

Status drop_beyond(LocalStore& store, std::uint64_t cut) {
  XQ_TRY(store.lost().lower_cuts(cut));
  Id after;
  for (;;) {
    XQ_ASSIGN(auto rows, store.records().page(0, {}, after, kPageRows));
    for (auto& row : rows) {
      RecordState* base = row.base ? &*row.base : nullptr;
      if (base == nullptr || base->seq() <= cut) continue;
      RecordState lost = take_beyond(*base, cut);
      XQ_ASSIGN(const auto own, store.own().all_of(row.id));
      for (const auto& [number, group] : lost.groups) XQ_TRY(note_beneath(store, row.id, number, group, own, cut));
      XQ_TRY(store.lost().add(lost, row.child, cut));
      if (!planted(Bug::kBeyondCutNotAskedFor)) XQ_TRY(store.wanted().add(row.id));
      XQ_TRY(base->groups.empty() ? store.records().forget(row.id) : store.records().put(*base, row.child));
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

}  // namespace

Status meet_epoch(LocalStore& store, const v1::SyncResponse& response) {
  XQ_ASSIGN(auto state, store.meta().sync());
  if (!response.has_epoch() || response.epoch().id() == state.epoch()) return {};
  state.set_complete(false);  // until what is dropped here has been asked for
  XQ_TRY(store.meta().put_sync(state));
  XQ_TRY(drop_beyond(store, response.epoch().cut()));  // first, while what was settled is known
  return store.own().send_again_beyond(response.epoch().cut());
}

}  // namespace xinqiao::sync
