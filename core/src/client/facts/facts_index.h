#pragma once

#include <optional>

#include "domain/facts.h"
#include "storage/local_store.h"

namespace xinqiao {

// The township's facts in memory and, sealed, in the file: read once, then only what has changed is gathered anew.
// Thread rule: the store's.
class FactsIndex {
 public:
  // As it is now. Valid until the next call.
  Result<const domain::Township*> township(LocalStore& store);

 private:
  Status load(LocalStore& store);
  Status gather_missing(LocalStore& store);

  std::optional<std::uint64_t> seen_;  // FactsTable::changes_so_far() of the last look
  domain::Township township_;
};

}  // namespace xinqiao
