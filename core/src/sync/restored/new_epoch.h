#pragma once

#include "storage/local_store.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::sync {

// When the answer comes from a server that was restored since the last one: what this device wrote and the
// backup lacks is to be sent again, and what base holds from beyond the cut no longer counts as newer than
// what the server says from now on. Inside the caller's transaction, before anything else of the answer.
Status meet_epoch(LocalStore& store, const v1::SyncResponse& response);

}  // namespace xinqiao::sync
