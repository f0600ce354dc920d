#pragma once

#include "store/store.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Of these accepted changes, says which another of them had overwritten, in which group, through whatever stood between
// them in the log (of that, PastChanges::kLookUpsMax). A device that is not sent their records any more knows of it by
// ids alone.
Status add_overwritten(Snapshot& snapshot, const Identity& identity, const std::vector<ChangeId>& ids,
                       v1::SyncResponse& out);

}  // namespace xinqiao::server
