#pragma once

#include "sync/answer/response.h"

// Values that this device held and a restored server lost (storage/lost_values.h).
namespace xinqiao::sync {

// Chooses heads of base that the server is to compare: those in the groups where something is lost, and, once there has
// been a restore, those of some clashes, others at each sync. A server that had lost changes has told of groups as it
// had them; when a record has left the scope it will not tell of them anew.
Status ask_beside(LocalStore& store, Sent& sent);

// What the server said of the records asked for by name, and of the changes looked for.
Status take_found(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, Applied& applied);

// After a complete pull: what stands in base again, whoever wrote it, is not lost.
Status settle_lost(LocalStore& store);

}  // namespace xinqiao::sync
