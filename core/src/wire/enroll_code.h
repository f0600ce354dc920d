#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "xinqiao/v1/enroll.pb.h"

// The one-time code and the proof of holding it (docs/protocol.md section 10).
namespace xinqiao::wire {

// "XQ1-" and base64url, so that it can be read out, printed as QR or pasted.
std::string write_enroll_code(const v1::EnrollCode& code);
// Forgives surrounding spaces. kInvalid says what to do.
Result<v1::EnrollCode> read_enroll_code(std::string_view text);

// MAC by the code's secret over the request without its proof.
Bytes enroll_proof(const v1::EnrollRequest& request, BytesView secret);

}  // namespace xinqiao::wire
