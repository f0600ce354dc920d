#pragma once

#include "service/push/push.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Adds what the device says it holds: own changes that were accepted in earlier answers, and wait in its overlay for
// the pull that covers them. Seqs that end in another change than the one named are of a copy, and count for nothing;
// so does what goes beyond limits::kHeldRuns and kHeldChanges: it is told again.
Status add_held(Snapshot& snapshot, const Device& device, const v1::SyncRequest& request, OwnAccepted& own);

}  // namespace xinqiao::server
