#include "auth/enroll_frame.h"

#include <zstd.h>

#include "base/crypto.h"
#include "base/id.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::server {
namespace {

constexpr std::uint32_t kZstd = 1;

bool unpack(const v1::Frame& frame, Bytes& payload) {
  if (frame.size() > kEnrollBytes || frame.payload().size() > kEnrollBytes) return false;
  if (frame.encoding() != kZstd) {
    payload = frame.payload();
    return true;
  }
  payload.resize(frame.size());
  const std::size_t size =
      ZSTD_decompress(payload.data(), payload.size(), frame.payload().data(), frame.payload().size());
  return ZSTD_isError(size) == 0 && size == frame.size();
}

}  // namespace

OrRefusal<v1::EnrollRequest> read_enroll_request(const v1::Frame& frame) {
  Bytes payload;
  v1::EnrollRequest request;
  if (!unpack(frame, payload) || !request.ParseFromString(payload)) {
    return refuse(v1::ERROR_MALFORMED, "not an enrolment request");
  }
  return request;
}

bool check_enroll_request(const v1::Frame& frame, const v1::EnrollRequest& request, BytesView secret) {
  return wire::open_frame(frame, secret).ok() && crypto::equal(request.proof(), wire::enroll_proof(request, secret)) &&
         request.sign_key().size() == crypto::kKeySize && request.box_key().size() == crypto::kKeySize &&
         !Id::from_bytes(request.incarnation()).is_nil();
}

}  // namespace xinqiao::server
