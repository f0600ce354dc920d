#pragma once

#include <string>

#include "merge/record_state.h"
#include "merge/world/bug.h"
#include "merge/world/oracle.h"

namespace xinqiao::testing {

// How what a replica holds and shows of a record differs from what is true; empty: not at all.
std::string difference(const RecordState& state, const Oracle::View& truth, Bug bug);

}  // namespace xinqiao::testing
