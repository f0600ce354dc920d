#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/platform/random.h"

// The few primitives we use, from libsodium. Keys and signatures are raw bytes of the sizes named.
namespace xinqiao::crypto {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kHashSize = 32;
constexpr std::size_t kMacSize = 16;
constexpr std::size_t kSignatureSize = 64;
constexpr std::size_t kSealOverhead = 40;  // nonce 24, tag 16

// Call once before anything else; false when the library cannot start.
bool init();

// BLAKE2b of 16 to 64 bytes.
Bytes hash(BytesView data, std::size_t size = kHashSize);
Bytes keyed_hash(BytesView key, BytesView data, std::size_t size);
inline Bytes mac(BytesView key, BytesView data) { return keyed_hash(key, data, kMacSize); }
// Compares without leaking where the difference is.
bool equal(BytesView a, BytesView b);

// The same in parts.
class Hasher {
 public:
  explicit Hasher(std::size_t size = kHashSize, BytesView key = {});
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void add(BytesView data);
  Bytes finish();

 private:
  alignas(64) unsigned char state_[384];
  std::size_t size_;
};

struct KeyPair {
  Bytes public_key;
  Bytes secret_key;
};

KeyPair make_sign_keys(Random& random);  // Ed25519: public 32, secret 64
Bytes sign(BytesView secret_key, BytesView data);
bool verify(BytesView public_key, BytesView data, BytesView signature);

KeyPair make_box_keys(Random& random);  // X25519: 32, 32
// Anybody seals to the public key, only the holder of the secret key opens. kInvalid: it is no public key.
Result<Bytes> seal_to(BytesView public_key, BytesView data);
Result<Bytes> open_sealed(const KeyPair& keys, BytesView sealed);

// XChaCha20-Poly1305 with a fresh nonce in front; `bound_to` must be the same when opened.
Bytes seal(BytesView key, BytesView data, BytesView bound_to, Random& random);
Result<Bytes> open(BytesView key, BytesView sealed, BytesView bound_to);

// Argon2id, 2 passes over 19 MiB: what an old phone has, some 30 ms on a PC.
Result<Bytes> key_from_pin(std::string_view pin, BytesView salt_16);

}  // namespace xinqiao::crypto
