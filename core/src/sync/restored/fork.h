#pragma once

#include "storage/local_store.h"

namespace xinqiao::sync {

// The server holds other changes after `common` under this incarnation: the data folder was copied, or an old one put
// back. From now on this device writes under a new incarnation, and everything after `common` is to be sent again
// (docs/protocol.md section 8). In the caller's transaction.
Status continue_after_fork(LocalStore& store, std::uint64_t common);

}  // namespace xinqiao::sync
