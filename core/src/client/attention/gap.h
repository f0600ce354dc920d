#pragma once

#include <optional>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// A gap as an office's device holds it (proto/xinqiao/v1/held.proto), read by the schema's names.
struct Gap {
  Attention item;
  std::string state;  // waiting, filled, released, forked
  Bytes change;       // id of the last change that is missing, as written
};
Result<std::optional<Gap>> gap_of(LocalStore& store, const Id& id);

// Those that wait for this device's office and were not released here yet; nothing for others. By id.
Result<std::vector<Attention>> open_gaps(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

}  // namespace xinqiao
