#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "merge/change.h"
#include "merge/record_state.h"

namespace xinqiao::v1 {
class RecordState;
}

namespace xinqiao {

// The stored and sent form of a record's state: groups whose only head is the record's commonest
// change share one partial message, the others are exceptions.
// `wanted` picks the groups (a pull sends those that moved since the cursor); null: all.
void encode_state(const RecordState& state, const std::function<bool(std::uint32_t, const GroupState&)>& wanted,
                  v1::RecordState& out);
Result<RecordState> decode_state(const v1::RecordState& in);

Bytes encode_state(const RecordState& state);
// The state of a record of which nothing was known once `change` is merged at `seq`. It creates the record having seen
// nothing, and deletes nothing.
v1::RecordState state_created_by(const Change& change, std::uint64_t seq);
Result<RecordState> decode_state(BytesView bytes);

}  // namespace xinqiao
