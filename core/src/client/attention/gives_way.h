#pragma once

#include <map>
#include <set>
#include <vector>

#include "merge/record_state.h"

namespace xinqiao {

// By group, what stood there together when something of it was lost (storage/lost_values.h).
using Beside = std::map<std::uint32_t, std::vector<Head>>;

// The newest stamp of the group's heads.
Stamp latest(const GroupState& group);

// Heads of the view that stood beside the lost value, or are what somebody has put back of those.
std::set<ChangeId> others_of(const RecordState& view, std::uint32_t number, const Head& lost, const Beside& beside);

// What people have written since stays: the lost value of a group comes back unless what stands there is newer.
bool is_newer(const RecordState& view, std::uint32_t number, Stamp lost, const std::set<ChangeId>& beside);

// Heads of base that what the group lost had overwritten, as far as that is known here: they are older, stood beside
// none of it, and nothing has come to the group since the restore; nothing where it is not known how far back that
// went: a clash too many hides nothing. `base` may be null; `lost`: of LostValues.
std::set<ChangeId> gives_way(const RecordState* base, std::uint32_t number, const GroupState& lost,
                             const Beside& beside);

}  // namespace xinqiao
