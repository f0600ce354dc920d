#pragma once

#include "client/view.h"
#include "storage/local_store.h"

namespace xinqiao {

// Calls `each` with every record's view by id; `each` returns a Status.
template <typename Each>
Status for_each_view(LocalStore& store, const Each& each) {
  constexpr std::uint32_t kPageRows = 500;
  XQ_ASSIGN(const auto overlays, store.own().overlay_of_all());
  static const std::vector<OwnChange> none;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(0, {}, after, kPageRows));
    for (const auto& row : rows) {
      const auto overlay = overlays.find(row.id);
      XQ_TRY(each(view_of(row.id, row.kind, row.base ? &*row.base : nullptr,
                          overlay == overlays.end() ? none : overlay->second)));
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

}  // namespace xinqiao
