#pragma once

#include "store/store.h"

namespace xinqiao::server {

// What an opaque cursor holds. Everything up to `position` was sent; groups are sent whole whose seq is
// beyond `complete`, the organisation seq of the last complete pull: a record that moves while it is
// paged would otherwise lose what it had before it moved.
// Beyond `position`, children that entered before (entered_seq, child) were sent whole, and of `child`
// the records up to page_seq `child_seq`.
struct Cursor {
  std::uint64_t position = 0;
  std::uint64_t complete = 0;
  std::uint64_t entered_seq = 0;
  Id child;
  std::uint64_t child_seq = 0;
  std::uint64_t amended = 0;  // amended receipts up to this organisation seq were sent

  bool operator==(const Cursor&) const = default;
};

Bytes write_cursor(const Cursor& cursor, const Identity& identity, std::uint32_t device);
// Empty bytes are the beginning. A cursor of an earlier epoch falls back to what the last complete pull and every
// backup restored since have in common. kInvalid when it is not ours or another device's.
Result<Cursor> read_cursor(BytesView bytes, Snapshot& snapshot, const Identity& identity, std::uint32_t device);
// The device has been sent more in this epoch than there is: the data folder was put back without a restore.
Result<bool> is_ahead(BytesView bytes, Snapshot& snapshot, const Identity& identity, std::uint32_t device);

}  // namespace xinqiao::server
