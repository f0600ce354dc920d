#pragma once

#include "auth/nonces.h"
#include "auth/refusal.h"
#include "store/rows.h"

namespace xinqiao::server {

// The envelope alone; nothing in it is proven yet.
OrRefusal<v1::Frame> read_frame(BytesView body);

// The payload of a frame that this device made and sends for the first time.
OrRefusal<Bytes> open_request(const v1::Frame& frame, const Device& device, NonceMemory& nonces);

}  // namespace xinqiao::server
