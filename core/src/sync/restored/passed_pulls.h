#pragma once

#include "xinqiao/v1/local.pb.h"

// What was pulled beyond a restored server's cut was pulled with the scope of then, which the server does not remember:
// a record whose pairing had ended beyond the cut, say, is in scope again, and what it had of it before the cut was
// never sent. So a device goes back to a complete pull from before the cut, and keeps the cursors of some.
namespace xinqiao::sync {

constexpr int kPassedPullsMax = 16;

// The pull is complete. Of more than kPassedPullsMax one goes whose neighbours lie close together, as seen from here:
// the first stays, and the newer the place, the closer they lie.
void note_passed(v1::SyncState& state, std::uint64_t seq, const std::string& cursor);

// The server was restored to `cut`: back to the newest that had not passed it, or to the beginning.
void fall_back(v1::SyncState& state, std::uint64_t cut);

}  // namespace xinqiao::sync
