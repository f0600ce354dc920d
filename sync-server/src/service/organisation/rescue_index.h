#pragma once

#include "service/organisation/rescue_take.h"

namespace xinqiao::server {

// So many changes up to this one are here, whoever brought them.
Result<bool> is_here(Snapshot& snapshot, ChangeId last, std::uint64_t count);

// What a rescue file should have held and did not give away: counted, unless the server has it anyway; and when it is
// the last that the device wrote, nothing lies behind it by which offices would hear of it: that is noted
// (service/gap/).
Status take_index(Transaction& transaction, const Identity& identity, const v1::BundleIndex& index, std::int64_t now_ms,
                  Random& random, Taking& taking);

}  // namespace xinqiao::server
