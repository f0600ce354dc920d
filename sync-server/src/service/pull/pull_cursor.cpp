#include "service/pull/pull_cursor.h"

#include <algorithm>

#include "base/planted.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kCursorMac = 8;

Bytes mac_of(BytesView content, const Identity& identity, std::uint32_t device) {
  Bytes text = "xq-cursor-1";
  append_u32(text, device);
  text.append(content);
  return crypto::mac(identity.cursor_key, text).substr(0, kCursorMac);
}

Result<v1::CursorContent> open_cursor(BytesView bytes, const Identity& identity, std::uint32_t device) {
  const Error foreign{ErrorCode::kInvalid, "not a cursor of this device"};
  if (bytes.size() < kCursorMac) return foreign;
  const BytesView body = bytes.substr(0, bytes.size() - kCursorMac);
  v1::CursorContent content;
  if (!crypto::equal(bytes.substr(body.size()), mac_of(body, identity, device)) ||
      !content.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return foreign;
  }
  return content;
}

}  // namespace

Bytes write_cursor(const Cursor& cursor, const Identity& identity, std::uint32_t device) {
  v1::CursorContent content;
  content.set_epoch(identity.epoch);
  content.set_position(cursor.position);
  content.set_complete(cursor.complete);
  content.set_amended(cursor.amended);
  if (!cursor.child.is_nil()) {
    content.set_backfill_seq(cursor.entered_seq);
    content.set_backfill_child(cursor.child.str());
    Bytes after;
    append_u64(after, cursor.child_seq);
    content.set_backfill_after(after);
  }
  Bytes bytes = content.SerializeAsString();
  bytes += mac_of(bytes, identity, device);
  return bytes;
}

Result<Cursor> read_cursor(BytesView bytes, Snapshot& snapshot, const Identity& identity, std::uint32_t device) {
  if (bytes.empty()) return Cursor();
  XQ_ASSIGN(const auto content, open_cursor(bytes, identity, device));
  Cursor cursor;
  if (content.epoch() != identity.epoch) {
    XQ_ASSIGN(const auto common, snapshot.common_since(content.epoch()));
    const auto reached = planted(Bug::kEpochFromPosition) ? content.position() : content.complete();
    cursor.complete = std::min<std::uint64_t>(reached, common);
    cursor.position = cursor.complete;
    cursor.amended = std::min<std::uint64_t>(content.amended(), common);
    return cursor;
  }
  cursor.position = content.position();
  cursor.complete = content.complete();
  cursor.amended = content.amended();
  cursor.entered_seq = content.backfill_seq();
  cursor.child = Id::from_bytes(content.backfill_child());
  if (content.backfill_after().size() == 8) cursor.child_seq = read_u64(content.backfill_after());
  return cursor;
}

Result<bool> is_ahead(BytesView bytes, Snapshot& snapshot, const Identity& identity, std::uint32_t device) {
  const auto content = open_cursor(bytes, identity, device);
  if (!content.ok() || content->epoch() != identity.epoch) return false;
  XQ_ASSIGN(const auto last, snapshot.last_seq());
  return content->position() > last || content->complete() > last;
}

}  // namespace xinqiao::server
