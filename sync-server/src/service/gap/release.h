#pragma once

#include <optional>

#include "store/store.h"

namespace xinqiao::server {

// An office's word that what is missing up to a change will not come. Kept as an ordinary record, also while nothing
// waits behind that change.
struct Release {
  Id by;
  std::int64_t at_ms = 0;
};

Result<std::optional<Release>> find_release(Snapshot& snapshot, const Identity& identity, ChangeId change);

}  // namespace xinqiao::server
