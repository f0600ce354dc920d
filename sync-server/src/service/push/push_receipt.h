#pragma once

#include <span>

#include "store/rows.h"
#include "wire/batch.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Of a batch that has its answer without being judged: NEED, FORKED, NEED_FULL, REFUSED.
v1::Receipt decided_receipt(const v1::Batch& batch, v1::Outcome outcome, v1::Reason code, std::uint64_t from);

// Of a batch whose changes have their verdicts, one row each; with its MAC.
v1::Receipt taken_receipt(const wire::OpenedBatch& batch, std::span<const LoggedChange> rows, BytesView receipt_key);

}  // namespace xinqiao::server
