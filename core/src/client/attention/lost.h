#pragma once

#include <optional>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// What a restored server lost of others' work and nobody has brought back yet (storage/lost_values.h), as far as this
// device does not show it anyway and its person may write it themselves.
Result<std::optional<RecordState>> lost_of(LocalStore& store, const v1::Identity& identity, const Id& record);

// The same one value a group, by whatever many hands (what stood among them first), each to be put back by a change of
// its own: those that stood, then what stood beside them in a clash, a clearing after what it stood beside, at last a
// deletion. Put back one by one: when the power goes between, the rest is still listed, and what is back already stands
// beside it.
std::vector<RecordState> layers_of(const RecordState& lost);

// The same of every record, to be looked at. Of an office's decision only while what it is about is here and waits. By
// record; not more than `limit`.
Result<std::vector<Attention>> lost_work(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

}  // namespace xinqiao
