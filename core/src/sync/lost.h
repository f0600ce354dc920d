#pragma once

#include "sync/response.h"

// Values that this device held and a restored server lost (storage/lost_values.h).
namespace xinqiao::sync {

// Heads of base, other than these, in the groups where these were lost.
Result<std::vector<ChangeId>> stands_in_place_of(LocalStore& store, const std::vector<ChangeId>& lost);

// What the server said of the records asked for by name, and of the changes looked for.
Status take_found(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, Applied& applied);

// What nobody is told of any more need not be looked for, but where own changes lay beneath it, or where it stands in a
// clash.
Status forget_struck(LocalStore& store);

// After a complete pull: what stands in base again, whoever wrote it, is not lost.
Status settle_lost(LocalStore& store);

}  // namespace xinqiao::sync
