#pragma once

#include "base/platform/random.h"
#include "service/push/push_aftermath.h"
#include "store/store.h"

namespace xinqiao::server {

// In the transaction of a push and behind it: tells the office what waits for it, and carries out what it decided.
Status follow_up(Transaction& transaction, const Identity& identity, const PushAftermath& aftermath,
                 std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
