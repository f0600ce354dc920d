#pragma once

#include "base/planted.h"
#include "service/pull/pull_cursor.h"
#include "service/pull/pull_scope.h"
#include "service/push/push.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// How much an answer may hold, and of what is larger where the device goes on.
struct PageLimit {
  std::size_t bytes = 0;
  const google::protobuf::RepeatedPtrField<v1::FragmentNeed>& pieces;
};

// The deltas of one answer, as bytes of SyncResponse; when the first that must go is larger than a page, a piece of it.
// Lifetime: one answer.
class PullPage {
 public:
  PullPage(Scope& scope, const Cursor& cursor, const OwnAccepted& own, const PageLimit& limit)
      : scope_(scope),
        complete_(planted(Bug::kGroupsBeyondPosition) ? cursor.position : cursor.complete),
        own_(own),
        limit_(limit) {}

  // Adds records that must stand on one page; false when there is no room for them, or for their last piece. Those of a
  // child that entered since the last complete pull go whole.
  Result<bool> add(const std::vector<StoredRecord>& rows);
  // One record whole, asked for by name.
  Result<bool> add_whole(const StoredRecord& row);

  Bytes take() { return std::move(bytes_); }

 private:
  Status encode(const StoredRecord& row, Bytes& out);
  Status encode_moved(const StoredRecord& row, std::uint64_t beyond, bool entering, Bytes& out);
  bool enters(const StoredRecord& row) const;
  // All it has is of one own change that need not be told; told from its form, without opening it.
  bool is_one_own_change(const StoredRecord& row) const;
  bool keep(const Bytes& more);
  bool keep_piece(const Bytes& more);

  Scope& scope_;
  const std::uint64_t complete_;
  const OwnAccepted& own_;
  const PageLimit& limit_;
  Bytes bytes_;
  bool full_ = false;  // nothing goes with a piece
};

}  // namespace xinqiao::server
