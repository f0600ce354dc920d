#pragma once

#include "sync/response.h"

// Values that this device held and a restored server lost (storage/lost_values.h).
namespace xinqiao::sync {

// What the server said of the records asked for by name, and of the changes looked for.
Status take_found(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, Applied& applied);

// After a complete pull: what stands in base again, whoever wrote it, is not lost.
Status settle_lost(LocalStore& store);

}  // namespace xinqiao::sync
