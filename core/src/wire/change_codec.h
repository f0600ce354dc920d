#pragma once

#include <functional>
#include <optional>

#include "base/result.h"
#include "merge/change.h"
#include "xinqiao/v1/change.pb.h"

// Between a change in full form and the message that carries it (docs/protocol.md section 2).
namespace xinqiao::wire {

// What a change takes from its batch.
struct BatchContext {
  Id author;
  std::uint64_t base_ms = 0;
};

// Finds the record of a change named in `seen`; nothing when the change is unknown here.
using RecordOf = std::function<std::optional<Id>(ChangeId)>;

// kInvalid: malformed. kNotFound: an abbreviated record whose seen change is unknown (NEED_FULL).
// The id and the effective stamp are left for the caller.
Result<Change> expand(const v1::Change& in, const BatchContext& context, const RecordOf& record_of);

// `abbreviate`: leave the record out when `seen` tells it. The caller knows that the other side has
// the first seen change.
v1::Change pack(const Change& change, const BatchContext& context, bool abbreviate);

// The fixed layout that is hashed: full form, independent of how it was packed.
Bytes canonical(const Change& change);

}  // namespace xinqiao::wire
