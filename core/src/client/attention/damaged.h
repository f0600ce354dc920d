#pragma once

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Records of which something cannot be read here any more: own changes that were not sent, or what the server said.
// One item each, not more than `limit`.
Result<std::vector<Attention>> damaged_work(LocalStore& store, std::uint32_t limit);

// What to say of a record of which nothing else is here.
Error damaged_record();

}  // namespace xinqiao
