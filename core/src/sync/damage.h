#pragma once

#include "storage/local_store.h"

// What is kept here and cannot be read any more (docs/protocol.md section 8).
namespace xinqiao::sync {

// The server has taken what begins with `first_seq`, so it goes on without the damaged batches before it: they are sent
// no more, and what can be read in them is written anew. In the caller's transaction.
Status pass_damaged(LocalStore& store, std::uint64_t first_seq);

// So many records of base are opened in a sync to see whether they still can be: all of a helper's, some milliseconds
// of an office's.
inline constexpr std::uint32_t kLookedAtPerSync = 2000;

// Looks at the next of them, and asks again for what cannot be read. In the caller's transaction.
Status look_for_damage(LocalStore& store);

}  // namespace xinqiao::sync
