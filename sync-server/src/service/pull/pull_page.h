#pragma once

#include "base/planted.h"
#include "service/pull/pull_cursor.h"
#include "service/pull/pull_scope.h"
#include "service/push/push.h"

namespace xinqiao::server {

// The deltas of one answer, as bytes of SyncResponse. Lifetime: one answer.
class PullPage {
 public:
  PullPage(Scope& scope, const Cursor& cursor, const PushAnswer& own, std::size_t max_bytes)
      : scope_(scope),
        complete_(planted(Bug::kGroupsBeyondPosition) ? cursor.position : cursor.complete),
        own_(own),
        max_bytes_(max_bytes) {}

  // Adds records that must stand on one page; false when there is no room for them any more. The first
  // always have room. Those of a child that entered since the last complete pull go whole.
  Result<bool> add(const std::vector<StoredRecord>& rows);
  // One record whole, asked for by name.
  Result<bool> add_whole(const StoredRecord& row);

  Bytes take() { return std::move(bytes_); }

 private:
  Status encode(const StoredRecord& row, Bytes& out);
  Status encode_moved(const StoredRecord& row, std::uint64_t beyond, bool entering, Bytes& out);
  bool enters(const StoredRecord& row) const;
  bool keep(const Bytes& more);

  Scope& scope_;
  const std::uint64_t complete_;
  const PushAnswer& own_;
  const std::size_t max_bytes_;
  Bytes bytes_;
};

}  // namespace xinqiao::server
