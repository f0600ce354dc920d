#include "wire/rescue_key.h"

namespace xinqiao::wire {
namespace {

constexpr std::size_t kBoxSize = crypto::kKeySize + 48;  // an ephemeral public key and a tag
constexpr std::size_t kProofSize = crypto::kSignatureSize + crypto::kKeySize + crypto::kMacSize;
constexpr BytesView kHeaderBinding = "xq-sealed-header-1";

// Not the rescue key itself: what is shown to prove a batch opens nothing.
Bytes mac_key_of(BytesView rescue_key) { return crypto::keyed_hash(rescue_key, "xq-rescue-mac-1", crypto::kKeySize); }

Bytes voucher_text(const Id& organisation, BytesView mac_key) {
  Bytes out = "xq-voucher-1";
  out.append(organisation.bytes());
  out.append(crypto::hash(mac_key));
  return out;
}

}  // namespace

Result<RescueKey> make_rescue_key(const Id& organisation, BytesView server_box_key, BytesView sign_secret,
                                  Random& random) {
  RescueKey out;
  out.key = random.bytes(crypto::kKeySize);
  XQ_ASSIGN(out.box, crypto::seal_to(server_box_key, out.key));
  out.voucher = crypto::sign(sign_secret, voucher_text(organisation, mac_key_of(out.key)));
  return out;
}

Bytes seal_header(const RescueKey& rescue, BytesView header, Random& random) {
  return rescue.box + crypto::seal(rescue.key, header, kHeaderBinding, random);
}

Result<Bytes> open_header(const crypto::KeyPair& server_box_keys, BytesView sealed) {
  if (sealed.size() < kBoxSize) return Error{ErrorCode::kCorrupt, "sealed batch: its header is cut off"};
  XQ_ASSIGN(const auto key, crypto::open_sealed(server_box_keys, sealed.substr(0, kBoxSize)));
  return crypto::open(key, sealed.substr(kBoxSize), kHeaderBinding);
}

Bytes rescue_proof(const RescueKey& rescue, BytesView text) {
  const Bytes key = mac_key_of(rescue.key);
  return rescue.voucher + key + crypto::mac(key, text);
}

bool verify_rescue_proof(const Id& organisation, BytesView text, BytesView proof, BytesView sign_key) {
  if (proof.size() != kProofSize) return false;
  const BytesView voucher = proof.substr(0, crypto::kSignatureSize);
  const BytesView mac_key = proof.substr(crypto::kSignatureSize, crypto::kKeySize);
  const BytesView mac = proof.substr(crypto::kSignatureSize + crypto::kKeySize);
  return crypto::equal(crypto::mac(mac_key, text), mac) &&
         crypto::verify(sign_key, voucher_text(organisation, mac_key), voucher);
}

}  // namespace xinqiao::wire
