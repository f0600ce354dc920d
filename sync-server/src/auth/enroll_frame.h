#pragma once

#include "auth/refusal.h"
#include "base/bytes.h"
#include "xinqiao/v1/enroll.pb.h"

namespace xinqiao::server {

// An enrolment request is proven by the secret of the code it names, so it is read before it is
// trusted: at most this much of it.
inline constexpr std::size_t kEnrollBytes = 4096;

OrRefusal<v1::EnrollRequest> read_enroll_request(const v1::Frame& frame);

// Frame and request were made by the holder of the code's secret, and the keys are keys.
bool check_enroll_request(const v1::Frame& frame, const v1::EnrollRequest& request, BytesView secret);

}  // namespace xinqiao::server
