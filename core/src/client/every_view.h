#pragma once

#include "client/view.h"
#include "storage/local_store.h"

namespace xinqiao {

// Calls `each` with the row of every record by id, of one kind or (0) of all, of one child or (nil) of all, until it
// answers false.
template <typename Each>
Status for_each_row(LocalStore& store, std::uint32_t kind, const Id& child, const Each& each) {
  constexpr std::uint32_t kPageRows = 500;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(kind, child, after, kPageRows));
    for (const auto& row : rows) {
      XQ_ASSIGN(const bool goes_on, each(row));
      if (!goes_on) return {};
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

// Calls `each` with the view of every record that is here itself, by id; `each` returns a Status.
template <typename Each>
Status for_each_view(LocalStore& store, const Each& each) {
  XQ_ASSIGN(const auto overlays, store.own().overlay_of_all());
  static const std::vector<OwnChange> none;
  return for_each_row(store, 0, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    const auto found = overlays.find(row.id);
    const std::vector<OwnChange>& overlay = found == overlays.end() ? none : found->second;
    const RecordState* base = row.base ? &*row.base : nullptr;
    if (is_begun(base, overlay)) XQ_TRY(each(view_of(row.id, row.kind, base, overlay)));
    return true;
  });
}

}  // namespace xinqiao
