#pragma once

#include "storage/local_store.h"

namespace xinqiao::sync {

// Where making own changes part of base while the rest of a push is under way has come to.
struct Early {
  std::pair<std::uint64_t, std::uint64_t> looked_upto;  // organisation seq and seq
  bool may_settle = false;                              // something was accepted
  bool settled = false;                                 // and something of it made part of base since the last pause
};

// The next part of those accepted changes that create a record of which base holds nothing, before a complete pull has
// passed them: the server has them, and whatever others wrote of the record by then comes with the pull, groups whole.
// SyncState keeps which they are, so that they need not be told again. False: none is left.
Result<bool> settle_early(LocalStore& store, Early& early);

}  // namespace xinqiao::sync
