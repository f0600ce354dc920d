#pragma once

#include <optional>
#include <vector>

#include "base/limits.h"
#include "storage/local_store.h"
#include "sync/answer/settle.h"
#include "sync/engine.h"
#include "sync/request.h"

namespace xinqiao::sync {

struct Timing {
  std::int64_t received_wall_ms = 0;
  std::int64_t took_ms = 0;
  std::uint32_t page_bytes = 0;  // remembered for the next sync
  std::optional<Uptime> uptime{};

  // A late answer teaches the clock nothing.
  bool prompt() const { return took_ms >= 0 && took_ms <= limits::kPromptResponseMs; }
};

// What a server's answer tells of the time, which it says is `server_ms`. False: nothing, since its clock is wrong.
bool learn_time(std::int64_t server_ms, const Timing& timing, v1::WriterState& writer);

struct Applied {
  bool brought_something = false;
  bool need_full = false;
  std::optional<std::uint64_t> need;              // the server lacks what comes from this seq on
  std::optional<v1::FragmentNeed> fragment_need;  // how far the server has the batch that goes in pieces
  bool took_pull = false;                         // what it tells of records is here
  bool broken = false;                            // what came in pieces is not whole: nothing of the pull counts
  bool later = false;                             // the server waits for an office and judged nothing
  std::optional<std::uint64_t> forked_after;      // the last change in common, when the batches were taken for a copy's
  std::optional<Error> refused;                   // a batch of this device cannot be taken
  std::optional<Error> failure;                   // what the response says cannot be got over by asking again
};

// Takes in one answer, in one transaction: receipts, deltas, own changes that have become part of base,
// clock, cursor. All of it is on the disk when this returns, or none.
Result<Applied> apply_response(LocalStore& store, const Sent& sent, const v1::SyncResponse& response,
                               const Timing& timing, Counts& counts, Progressed& progressed);

}  // namespace xinqiao::sync
