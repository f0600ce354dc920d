#pragma once

#include "base/platform/random.h"
#include "base/platform/transport.h"
#include "xinqiao/v1/enroll.pb.h"

namespace xinqiao {

// The server's answer cannot be understood: try again.
Error answer_unreadable();
// One request to be let in, proven by `secret`; the proof and the version are filled in here.
Result<v1::EnrollResponse> ask_to_enroll(std::uint32_t organisation, BytesView secret, v1::EnrollRequest request,
                                         Transport& transport, Random& random);

}  // namespace xinqiao
