#include "auth/request_frame.h"

#include "wire/frame.h"

namespace xinqiao::server {

OrRefusal<v1::Frame> read_frame(BytesView body) {
  auto frame = wire::parse_frame(body);
  if (!frame.ok()) return refuse(frame.error());
  return std::move(*frame);
}

OrRefusal<Bytes> open_request(const v1::Frame& frame, const Device& device, NonceMemory& nonces) {
  auto payload = wire::open_frame(frame, device.request_secret);
  if (!payload.ok()) return refuse(payload.error());
  if (!nonces.take(frame.organisation(), device.number, frame.nonce())) {
    return refuse(v1::ERROR_REPLAYED, "this very request was answered before; draw a new nonce");
  }
  return std::move(*payload);
}

}  // namespace xinqiao::server
