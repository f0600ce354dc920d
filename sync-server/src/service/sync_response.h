#pragma once

#include <optional>

#include "base/limits.h"
#include "service/pull/pull.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// One sync request, authenticated and read.
struct SyncCall {
  Device device;
  v1::SyncRequest request;  // its batches moved into the plan
  PushPlan plan;
  std::optional<v1::FragmentNeed> need;  // of a batch that is not whole yet
  PushAnswer pushed;
  std::size_t page_bytes_max = limits::kPageBytesMax;
  bool season_turned = false;               // of a festival round of its person's
  std::optional<std::uint64_t> ends_epoch;  // this one, since the device knows more of it than is here
};

inline constexpr std::uint32_t kWireVersion = 1;

struct SyncPayload {
  Bytes bytes;
  bool ends_recovery = false;  // of an office's device that now has brought back all it knew
};

// Read in one snapshot that has the push. kInvalid: the cursor is not the device's.
Result<SyncPayload> sync_response(Snapshot& snapshot, SyncCall& call, std::int64_t now_ms);

}  // namespace xinqiao::server
