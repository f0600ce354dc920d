#pragma once

#include "service/push/stored_changes.h"

namespace xinqiao::server {

// Of each of these changes, which were not taken, the one under which offices are told of it: itself, or what it waits
// behind, over as many steps as are told with it. One of each transaction; appended to `told`.
Status add_told(Snapshot& snapshot, const Identity& identity, std::span<const LoggedChange> refused,
                std::vector<LoggedChange>& told);

}  // namespace xinqiao::server
