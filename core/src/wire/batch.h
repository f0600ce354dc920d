#pragma once

#include <vector>

#include "wire/chain.h"
#include "wire/change_codec.h"

namespace xinqiao::wire {

// A batch read, its chain computed: every change in full form with its id.
struct OpenedBatch {
  Id incarnation;
  std::uint64_t first_seq = 0;
  ChangeId previous = 0;
  std::vector<Change> changes;
  std::vector<Bytes> chain;  // value after each change
  Bytes signature;
};

// The parts that need no chain: sizes, limits, who wrote it. kInvalid or kTooLarge.
Status check_batch(const v1::Batch& batch);

// Of the change at `index`: from the batch's secret, or spelled out.
Bytes salt_of(const v1::Batch& batch, int index);
// What `previous` must be.
ChangeId previous_of(const v1::Batch& batch, BytesView chain_before);

// Expands and chains a batch from the chain value before its first change. kInvalid: malformed, or
// `previous` does not continue `chain_before`. kNotFound: NEED_FULL. `device_person` is the author
// where the batch names none. Changes may abbreviate to earlier ones of the same batch.
Result<OpenedBatch> open_batch(const v1::Batch& batch, BytesView chain_before, const Id& device_person,
                               const RecordOf& record_of);

// By the device's signature, which it makes when it sends.
bool verify_batch(const OpenedBatch& batch, const Id& organisation, BytesView sign_key);
// Of one that came in a rescue file: by the proof that stands in the signature's place (rescue_key.h).
bool verify_rescued(const OpenedBatch& batch, const Id& organisation, BytesView sign_key);

}  // namespace xinqiao::wire
