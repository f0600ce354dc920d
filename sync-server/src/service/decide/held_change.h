#pragma once

#include "base/platform/random.h"
#include "service/push/stored_changes.h"

namespace xinqiao::server {

// Of what a transaction wrote an office is told so much; the rest is in the log.
inline constexpr std::size_t kHeldBytes = 32 * 1024;
inline constexpr std::size_t kHeldBehind = 64;  // changes listed as waiting behind it

// Whether offices are told of a transaction by itself: it was not taken, and not because it waits behind another.
bool is_told(std::span<const LoggedChange> transaction);

// Writes, as the server's own, what offices see of the transactions that these changes belong to: what was written, by
// whom, what waits behind it, and what became of it, all as the log has it now. Nothing of what waits behind another.
Status write_held(Transaction& transaction, const Identity& identity, std::span<const LoggedChange> members,
                  std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
