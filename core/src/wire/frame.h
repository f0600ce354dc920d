#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "xinqiao/v1/sync.pb.h"

// The body of every request and answer: compressed, authenticated (docs/protocol.md section 5).
namespace xinqiao::wire {

// Compresses when that makes it smaller, and authenticates with `secret`.
Bytes pack_frame(std::uint32_t organisation, std::uint32_t device, std::uint64_t nonce, BytesView payload,
                 BytesView secret);

// Reads the envelope alone: kInvalid when it is no frame, kTooLarge over limits::kBodyBytes.
Result<v1::Frame> parse_frame(BytesView body);
// kUnauthenticated when the MAC is wrong; kTooLarge or kInvalid when the payload does not open to
// exactly the size it names (at most limits::kOpenedBytes, so no bomb is ever unpacked).
Result<Bytes> open_frame(const v1::Frame& frame, BytesView secret);

}  // namespace xinqiao::wire
