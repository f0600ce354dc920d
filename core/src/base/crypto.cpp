#include "base/crypto.h"

#include <sodium.h>

#include "base/check.h"

namespace xinqiao::crypto {
namespace {

const unsigned char* in(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

crypto_generichash_state* as_state(unsigned char* raw) { return reinterpret_cast<crypto_generichash_state*>(raw); }

}  // namespace

bool init() { return sodium_init() >= 0; }

Bytes hash(BytesView data, std::size_t size) { return keyed_hash({}, data, size); }

Bytes keyed_hash(BytesView key, BytesView data, std::size_t size) {
  Bytes digest(size, '\0');
  const int failed =
      crypto_generichash(out(digest), size, in(data), data.size(), key.empty() ? nullptr : in(key), key.size());
  XQ_CHECK(failed == 0);
  return digest;
}

bool equal(BytesView a, BytesView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Hasher::Hasher(std::size_t size, BytesView key) : size_(size) {
  static_assert(sizeof(crypto_generichash_state) <= sizeof(state_));
  XQ_CHECK(crypto_generichash_init(as_state(state_), key.empty() ? nullptr : in(key), key.size(), size_) == 0);
}

void Hasher::add(BytesView data) { crypto_generichash_update(as_state(state_), in(data), data.size()); }

Bytes Hasher::finish() {
  Bytes digest(size_, '\0');
  crypto_generichash_final(as_state(state_), out(digest), size_);
  return digest;
}

KeyPair make_sign_keys(Random& random) {
  KeyPair keys{Bytes(crypto_sign_PUBLICKEYBYTES, '\0'), Bytes(crypto_sign_SECRETKEYBYTES, '\0')};
  const Bytes seed = random.bytes(crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair(out(keys.public_key), out(keys.secret_key), in(seed));
  return keys;
}

Bytes sign(BytesView secret_key, BytesView data) {
  XQ_CHECK(secret_key.size() == crypto_sign_SECRETKEYBYTES);
  Bytes signature(kSignatureSize, '\0');
  crypto_sign_detached(out(signature), nullptr, in(data), data.size(), in(secret_key));
  return signature;
}

bool verify(BytesView public_key, BytesView data, BytesView signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == kSignatureSize &&
         crypto_sign_verify_detached(in(signature), in(data), data.size(), in(public_key)) == 0;
}

KeyPair make_box_keys(Random& random) {
  KeyPair keys{Bytes(crypto_box_PUBLICKEYBYTES, '\0'), Bytes(crypto_box_SECRETKEYBYTES, '\0')};
  const Bytes seed = random.bytes(crypto_box_SEEDBYTES);
  crypto_box_seed_keypair(out(keys.public_key), out(keys.secret_key), in(seed));
  return keys;
}

Result<Bytes> seal_to(BytesView public_key, BytesView data) {
  const Error bad{ErrorCode::kInvalid, "nothing can be sealed to this key"};
  if (public_key.size() != crypto_box_PUBLICKEYBYTES) return bad;
  Bytes sealed(data.size() + crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal(out(sealed), in(data), data.size(), in(public_key)) != 0) return bad;
  return sealed;
}

Result<Bytes> open_sealed(const KeyPair& keys, BytesView sealed) {
  const Error bad{ErrorCode::kCorrupt, "cannot be opened with this key"};
  if (sealed.size() < crypto_box_SEALBYTES) return bad;
  Bytes data(sealed.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(out(data), in(sealed), sealed.size(), in(keys.public_key), in(keys.secret_key)) != 0) {
    return bad;
  }
  return data;
}

Bytes seal(BytesView key, BytesView data, BytesView bound_to, Random& random) {
  XQ_CHECK(key.size() == kKeySize);
  Bytes sealed = random.bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  const std::size_t nonce_size = sealed.size();
  sealed.resize(nonce_size + data.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  const Bytes nonce = sealed.substr(0, nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out(sealed) + nonce_size, nullptr, in(data), data.size(), in(bound_to),
                                             bound_to.size(), nullptr, in(nonce), in(key));
  return sealed;
}

Result<Bytes> open(BytesView key, BytesView sealed, BytesView bound_to) {
  const Error bad{ErrorCode::kCorrupt, "sealed data does not open: wrong key or damaged"};
  if (key.size() != kKeySize || sealed.size() < kSealOverhead) return bad;
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  Bytes data(sealed.size() - kSealOverhead, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(out(data), nullptr, nullptr, in(sealed) + kNonce,
                                                                sealed.size() - kNonce, in(bound_to), bound_to.size(),
                                                                in(sealed), in(key));
  if (failed != 0) return bad;
  return data;
}

Result<Bytes> key_from_pin(std::string_view pin, BytesView salt_16) {
  constexpr unsigned long long kPasses = 2;
  constexpr std::size_t kMemory = std::size_t{19} << 20;
  if (salt_16.size() != crypto_pwhash_SALTBYTES) return Error{ErrorCode::kCorrupt, "the PIN's salt is damaged"};
  Bytes key(kKeySize, '\0');
  if (crypto_pwhash(out(key), key.size(), pin.data(), pin.size(), in(salt_16), kPasses, kMemory,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorCode::kBusy, "not enough memory to check the PIN; close other programs and try again"};
  }
  return key;
}

}  // namespace xinqiao::crypto
