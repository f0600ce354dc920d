#pragma once

#include <vector>

#include "merge/record_state.h"
#include "storage/own_change.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Base heads with own changes replayed over them (docs/protocol.md section 8). Pure.
RecordState view_of(const Id& record, std::uint32_t kind, const RecordState* base,
                    const std::vector<OwnChange>& overlay);

Shown shown_of(const RecordState& view, bool unsent);
Draft draft_of(const RecordState& view);

}  // namespace xinqiao
