#pragma once

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Devices of whose data two copies are in use (docs/protocol.md section 12), for an office; nothing for others. By id.
Result<std::vector<Attention>> copied_devices(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

}  // namespace xinqiao
