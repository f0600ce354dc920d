#pragma once

#include "sync/answer/response.h"

namespace xinqiao::sync {

// Writes down what the server said of each change of the batches sent. `latest` becomes the largest
// effective stamp of an own accepted change; `accepted` gets their ids.
Status take_receipts(LocalStore& store, const std::vector<OwnLog::Outgoing>& sent, const v1::SyncResponse& response,
                     Counts& counts, Applied& applied, Stamp& latest, std::unordered_set<ChangeId>& accepted);

// The same of batches answered before, whose verdicts have changed since. Harmless when repeated.
Status take_amended(LocalStore& store, const v1::SyncResponse& response, Applied& applied, Stamp& latest);

}  // namespace xinqiao::sync
