#pragma once

#include "store/rows.h"

namespace xinqiao::server {

// A chain that was let go on over what is missing (docs/protocol.md section 11): seqs up to the tip, less the jumps.

// The jump that `seq` lies in; null when it is here, or beyond the tip.
const Jump* jump_over(const Incarnation& incarnation, std::uint64_t seq);
// The last seq before the next jump behind `seq`, or the tip.
std::uint64_t known_behind(const Incarnation& incarnation, std::uint64_t seq);
// What is left of it once its seqs up to `last` are here; nothing when `first` is beyond `last`.
Jump filled_to(const Jump& jump, std::uint64_t last);
// Puts it in the place of the one with the same end.
void put_jump(Incarnation& incarnation, const Jump& jump);

}  // namespace xinqiao::server
