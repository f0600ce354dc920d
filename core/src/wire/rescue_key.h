#pragma once

#include "base/crypto.h"
#include "base/id.h"

// How what a device has not sent yet is kept readable for its server, and proven, without a signature at each save
// (docs/protocol.md section 11). Only the device and its server ever learn the key.
namespace xinqiao::wire {

// Made once, at enrolment.
struct RescueKey {
  Bytes key;
  Bytes box;      // the key, sealed to the server's public key
  Bytes voucher;  // the device's signature: whoever has the key speaks for it in rescue files
};
// kInvalid when that is no public key.
Result<RescueKey> make_rescue_key(const Id& organisation, BytesView server_box_key, BytesView sign_secret,
                                  Random& random);

// A batch's header, for the server: the box, and the header sealed with the key.
Bytes seal_header(const RescueKey& rescue, BytesView header, Random& random);
// kCorrupt when it is sealed to another server or damaged.
Result<Bytes> open_header(const crypto::KeyPair& server_box_keys, BytesView sealed);

// Stands where a signature of `text` would in what is rescued, longer than one: voucher, MAC key, MAC. Whoever reads it
// can prove anything, so that it counts in rescue files alone, which only the server opens.
Bytes rescue_proof(const RescueKey& rescue, BytesView text);
bool verify_rescue_proof(const Id& organisation, BytesView text, BytesView proof, BytesView sign_key);

}  // namespace xinqiao::wire
