#pragma once

#include <optional>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// What a restored server lost of others' work and nobody has brought back yet (storage/lost_values.h), as far as this
// device does not show it anyway.
Result<std::optional<RecordState>> lost_of(LocalStore& store, const Id& record);

// The same of every record, to be looked at. By record; not more than `limit`.
Result<std::vector<Attention>> lost_work(LocalStore& store, std::uint32_t limit);

}  // namespace xinqiao
