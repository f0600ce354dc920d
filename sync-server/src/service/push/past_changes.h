#pragma once

#include <optional>
#include <unordered_map>

#include "merge/change.h"
#include "service/push/stored_changes.h"
#include "store/store.h"

namespace xinqiao::server {

// Accepted changes again, with what they set and had seen: those of the push under way, or from the batches as
// they came. Thread rule: the snapshot's. Lifetime: one push.
class PastChanges {
 public:
  PastChanges(Snapshot& snapshot, const Identity& identity) : snapshot_(snapshot), identity_(identity) {}

  void remember(Change change) {
    const ChangeId id = change.id;
    found_[id] = std::move(change);
  }
  // Null: not accepted here, its body is gone, or this push has asked for kAsksMax or looked up kLookUpsMax already.
  // With its effective stamp.
  static constexpr std::size_t kLookUpsMax = 1000;
  static constexpr std::size_t kAsksMax = 100'000;
  Result<const Change*> find(ChangeId id);

 private:
  Result<std::optional<Change>> read(ChangeId id);

  Snapshot& snapshot_;
  const Identity& identity_;
  std::unordered_map<ChangeId, std::optional<Change>> found_;
  std::size_t looked_up_ = 0;
  std::size_t asked_ = 0;
  OpenedRows last_;  // changes that stand together are often asked for together
};

}  // namespace xinqiao::server
