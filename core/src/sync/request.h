#pragma once

#include <vector>

#include "storage/local_store.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::sync {

// One request: the batches, in short form where the server is known to have what they refer to, and
// where the last pull ended.
Result<v1::SyncRequest> build_request(LocalStore& store, const v1::SyncState& state, const v1::WriterState& writer,
                                      const std::vector<OwnLog::Outgoing>& batches, std::uint32_t max_bytes,
                                      bool full_form);

}  // namespace xinqiao::sync
