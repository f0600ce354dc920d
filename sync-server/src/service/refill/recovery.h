#pragma once

#include "service/push/push.h"

// A restored server is recovering: what is new of others than offices waits on their devices until an office's device
// has brought back who may write what, or the operator says go on (docs/protocol.md section 7).
namespace xinqiao::server {

// Whether this answer ends it: to an office's device that was there before the restore, has met the new epoch and has
// nothing left to send.
bool ends_recovery(const Identity& identity, const Device& device, const v1::SyncRequest& request,
                   const PushAnswer& pushed, bool complete);

// A new epoch of this data, and recovering. `cut`: organisation seq up to which it is the same as what devices know.
Status begin_epoch(Transaction& transaction, std::uint64_t cut, Random& random);

// In a transaction of its own; with what waited for it.
Status go_on(Transaction& transaction, std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
