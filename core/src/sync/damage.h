#pragma once

#include "storage/local_store.h"

// What is kept here and cannot be read any more (docs/protocol.md section 8).
namespace xinqiao::sync {

// The server has taken what begins with `first_seq`, so it goes on without the damaged batches before it: they are sent
// no more, and what can be read in them is written anew. In the caller's transaction.
Status pass_damaged(LocalStore& store, std::uint64_t first_seq);

// The server is to be asked for these records by name.
Status ask_again(LocalStore& store, const std::vector<Id>& records);
// It was, for those.
Status asked_again(LocalStore& store, const std::vector<Id>& records);

// Asks again for whatever of base cannot be read. In the caller's transaction.
Status ask_for_damaged(LocalStore& store);

}  // namespace xinqiao::sync
