#pragma once

#include "merge/record_state.h"
#include "service/push/past_changes.h"

namespace xinqiao::server {

// A clash of long texts tells less rather than outgrow a page: of all groups of a record, and of a push.
inline constexpr std::size_t kSawBytesPerRecord = 32 * 1024;
inline constexpr std::size_t kSawBytesPerPush = 256 * 1024;
inline constexpr std::size_t kSawPerHead = 64;

// Whether what stood in a record before may be told to whoever sees it now. Not of a concern: it may have been
// confidential when it stood there; nor while the kind is not known, because the creation is not back yet.
bool may_tell(std::uint32_t kind);

// Gives the heads of one group what their authors had seen of this record, where the log still tells. `left` is what
// the push may still tell, in bytes.
Status tell_saw(PastChanges& past, RecordState& state, std::uint32_t group, std::size_t& left);

// Works out what the heads of one group tell from the log: something came behind what overwrites it, as after a
// restore, or the record's kind was not known so far.
Status retell(PastChanges& past, RecordState& state, std::uint32_t group);

}  // namespace xinqiao::server
