#pragma once

#include "store/store.h"

// Festival rounds open with their season and close with it (docs/rights.md). What a device may hold follows from the
// organisation's order alone, so a season that begins or ends takes a place in it.
namespace xinqiao::server {

// Some round of the person's is open or closed as the day no longer has it. Never, while the clock cannot be right.
Result<bool> season_turned(Snapshot& snapshot, const Id& person, std::int64_t now_ms);
Status turn_season(Transaction& transaction, const Id& person, std::int64_t now_ms);

}  // namespace xinqiao::server
