#pragma once

#include "merge/record_state.h"
#include "service/push/past_changes.h"

namespace xinqiao::server {

// Of all groups of a record together; a clash of long texts tells less rather than outgrow a page.
inline constexpr std::size_t kSawBytesPerRecord = 32 * 1024;

// Gives the heads of one group what their authors had seen, where the log still tells.
Status tell_saw(PastChanges& past, RecordState& state, std::uint32_t group);

}  // namespace xinqiao::server
