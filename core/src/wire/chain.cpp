#include "wire/chain.h"

#include "base/crypto.h"

namespace xinqiao::wire {

Bytes chain_start(const Id& incarnation) { return crypto::hash("xq-chain-1" + incarnation.str()); }

Bytes salt_at(BytesView secret, std::uint32_t index) {
  Bytes input;
  append_u32(input, index);
  return crypto::keyed_hash(secret, input, kSaltSize);
}

Bytes commitment(BytesView salt, BytesView canonical_change) {
  crypto::Hasher hasher;
  hasher.add(salt);
  hasher.add(canonical_change);
  return hasher.finish();
}

Bytes chain_next(BytesView chain, BytesView commit) {
  crypto::Hasher hasher;
  hasher.add(chain);
  hasher.add(commit);
  return hasher.finish();
}

ChangeId id_at(BytesView chain) { return read_u64(chain); }

Bytes signed_text(const Id& organisation, const Id& incarnation, std::uint64_t first_seq, std::uint32_t count,
                  BytesView last_chain) {
  Bytes out = "xq-batch-1";
  out.append(organisation.bytes());
  out.append(incarnation.bytes());
  append_u64(out, first_seq);
  append_u32(out, count);
  out.append(last_chain);
  return out;
}

}  // namespace xinqiao::wire
