#pragma once

#include "base/platform/random.h"
#include "service/gap/runs.h"
#include "xinqiao/v1/change.pb.h"

namespace xinqiao::server {

inline constexpr std::size_t kHeldBatchesPerDevice = 4096;
inline constexpr std::size_t kHeldBytesPerDevice = 32 * 1024 * 1024;

enum class Holding {
  kHeld,     // or taken already, when a release had come before it
  kRefused,  // not proven by the device, or held already with another chain
  kNotAGap,  // what comes before it is here, and is something else
  kNoRoom,   // the device has as much held as it may
};

// Keeps a batch of a bundle that waits for what is missing, after a push was answered NEED for it; in full form.
// `before`: chain value before its first change, as its author says; the proof is of it.
Result<Holding> hold(Transaction& transaction, const Identity& identity, const Device& device, const v1::Batch& batch,
                     BytesView before, std::int64_t now_ms, Random& random);

// The device wrote up to `end`, where its chain has this value, and what is missing up to there nobody could read. Held
// as a batch of no changes behind it, so that offices hear of it although nothing waits there (yet). Nothing happens
// when it is here, or something waits there.
Status hold_end(Transaction& transaction, const Identity& identity, const Device& device, const Place& end,
                BytesView chain, std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
