#pragma once

#include "auth/enroll_frame.h"
#include "base/platform/random.h"
#include "service/organisation/admission.h"
#include "store/store.h"

namespace xinqiao::server {

struct Enrolled {
  v1::EnrollResponse response;
  Bytes secret;  // what the answer's frame is authenticated with
};

// Whether the request names a code and proves its secret, or shows an admission; looks alone. Refused alike: a code
// nobody was given, and a wrong proof.
Result<OrRefusal<void>> may_enroll(Snapshot& snapshot, const v1::Frame& frame, const v1::EnrollRequest& request);

// Enrols the device of a request in the writer's transaction: code, device, its record and its
// incarnation together or not at all. The same keys are answered alike as often as they ask. A device that shows its
// admission is let in again as the one it was.
// The refusal is in the value; the error is the store's.
Result<OrRefusal<Enrolled>> enroll(Transaction& transaction, const v1::Frame& frame, const v1::EnrollRequest& request,
                                   std::int64_t now_ms, Random& random);

// Writes down a device that is not here, as the one it was, and its person when they are not; its number may be another
// afterwards. `incarnation`: what it called itself first.
Status let_in(Transaction& transaction, const Identity& identity, Admitted& admitted, const Id& incarnation,
              std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
