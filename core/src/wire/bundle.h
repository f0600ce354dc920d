#pragma once

#include <vector>

#include "base/crypto.h"
#include "base/id.h"
#include "base/result.h"
#include "xinqiao/v1/change.pb.h"

// Batches sealed to the server's key: rescue files and bundles (docs/protocol.md section 11).
namespace xinqiao::wire {

struct UnsealedBatch {
  v1::Batch batch;  // in full form
  Bytes chain;      // value before its first change, as its author says
};
// Opens one sealed batch with the server's box keys. kCorrupt when it is sealed to another key or damaged.
Result<UnsealedBatch> open_sealed_batch(const v1::SealedBatch& sealed, const crypto::KeyPair& server_box_keys);

// What binds a sealed change to its place: the batch's first seq and the change's index, or the end.
Bytes sealed_change_binding(const Id& incarnation, std::uint64_t first_seq, std::uint32_t index);
Bytes sealed_end_binding(const Id& incarnation, std::uint64_t first_seq);

}  // namespace xinqiao::wire
