#pragma once

#include "storage/local_store.h"

// Own changes that lay beneath what a restored server had lost. They come back by themselves; on a device that is told
// nothing else of the record they would stand beside an own change that comes back too and had overwritten them through
// what does not.
namespace xinqiao::sync {

// `lost`: of the record, as it stood. `own`: of the record.
Status note_beneath(LocalStore& store, const Id& record, std::uint32_t number, const GroupState& lost,
                    const std::vector<OwnChange>& own, std::uint64_t cut);

// In these groups of base, which have just changed: where each lost head is back, or the same value, or an own change
// that has seen it is part of base, what lay beneath is no head any more, nor will be when it comes.
Status pass_over_beneath(LocalStore& store, RecordState& base, const std::vector<std::uint32_t>& groups);

// The server has told of these groups whole. What it overwrote itself nobody has to pass over; of the rest the scope
// may end before the server has all of it again.
Status forget_beneath(LocalStore& store, const RecordState& told);

}  // namespace xinqiao::sync
