#pragma once

#include <map>
#include <optional>

#include "merge/change.h"
#include "store/store.h"

namespace xinqiao::server {

// Accepted changes again, with what they set and had seen: those of the push under way, or from the batches as
// they came. Thread rule: the snapshot's. Lifetime: one push.
class PastChanges {
 public:
  PastChanges(Snapshot& snapshot, const Identity& identity) : snapshot_(snapshot), identity_(identity) {}

  void remember(const Change& change) { found_[change.id] = change; }
  // Null: not accepted here, or its body is gone. With its effective stamp.
  Result<const Change*> find(ChangeId id);

 private:
  Result<std::optional<Change>> read(ChangeId id);

  Snapshot& snapshot_;
  const Identity& identity_;
  std::map<ChangeId, std::optional<Change>> found_;
};

}  // namespace xinqiao::server
