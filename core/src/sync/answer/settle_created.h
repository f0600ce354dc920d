#pragma once

#include <cstdint>
#include <optional>

#include "storage/local_store.h"
#include "xinqiao/v1/local.pb.h"

namespace xinqiao::sync {

// Accepted changes that create a record of which base holds nothing become part of it with their receipts, before a
// complete pull has passed them: the server has them, and whatever others wrote of the record by then comes with the
// pull, groups whole. SyncState keeps which they are, so that they need not be told again.
// Lifetime: a transaction of the store, of which finish() is called before the end.
class SettleCreated {
 public:
  static Result<SettleCreated> begin(LocalStore& store);

  struct Accepted {
    std::uint64_t org_seq = 0;
    Stamp effective = 0;
  };
  // True: change `index` of what was sent is part of base now, and to be marked so.
  Result<bool> settle(const OwnLog::Outgoing& sent, std::size_t index, const Accepted& accepted);
  Status finish();

 private:
  SettleCreated(LocalStore& store, v1::SyncState state, bool none_beneath)
      : store_(store), state_(std::move(state)), none_beneath_(none_beneath) {}
  Result<std::optional<Change>> change_of(const OwnLog::Outgoing& sent, std::size_t index);
  Result<bool> is_new(const BaseRecords::Row& row);
  void note(std::uint64_t seq, ChangeId id);

  LocalStore& store_;
  v1::SyncState state_;
  bool none_beneath_;
  bool settled_ = false;
};

}  // namespace xinqiao::sync
