#pragma once

#include <set>

#include "merge/record_state.h"
#include "storage/lost_values.h"

namespace xinqiao {

// The newest stamp of the group's heads.
Stamp latest(const GroupState& group);

// Heads of the view that stood beside what the group lost, or are what somebody has put back of those.
std::set<ChangeId> others_of(const RecordState& view, std::uint32_t number, const GroupState& lost,
                             const LostValues::Together& together);

// What people have written since stays: what the group lost comes back unless what stands there is newer, and says
// something else. `aside`: heads that are not asked, since they stood beside it or give way.
bool is_newer(const RecordState& view, std::uint32_t number, const GroupState& lost, const std::set<ChangeId>& aside);

// Heads of base that what the group lost had overwritten, as far as that is known here: they stood beside none of it,
// and nothing has come to the group since the restore; nothing where it is not known how far back that went: a clash
// too many hides nothing. `base` may be null; `lost`: of LostValues.
std::set<ChangeId> gives_way(const RecordState* base, std::uint32_t number, const GroupState& lost,
                             const LostValues::Together& together);

}  // namespace xinqiao
