#pragma once

#include <cstddef>
#include <cstdint>

#include "base/id.h"

// The author's hash chain (docs/protocol.md section 2). Pure.
namespace xinqiao::wire {

inline constexpr std::size_t kSaltSize = 16;

// Value of a chain before its first change.
Bytes chain_start(const Id& incarnation);
// salt(i) of the batch whose secret this is.
Bytes salt_at(BytesView secret, std::uint32_t index);
// commit = H(salt ‖ canonical change).
Bytes commitment(BytesView salt, BytesView canonical_change);
// chain(n) = H(chain(n-1) ‖ commit(n)).
Bytes chain_next(BytesView chain, BytesView commit);
// First 8 bytes of a chain value.
ChangeId id_at(BytesView chain);

// What a batch's signature signs.
Bytes signed_text(const Id& organisation, const Id& incarnation, std::uint64_t first_seq, std::uint32_t count,
                  BytesView last_chain);

}  // namespace xinqiao::wire
