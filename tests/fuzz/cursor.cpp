// The pull cursor. Raw bytes are nobody's cursor; made-up content with the server's MAC reads, is written back to the
// same, never says more than stands unchanged since another epoch, and a pull from it comes to its end.
#include "base/check.h"
#include "base/limits.h"
#include "fuzz/sealing.h"
#include "fuzz/targets.h"
#include "fuzz/world/township.h"
#include "service/pull/pull.h"
#include "service/pull/pull_cursor.h"
#include "store/control.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::fuzz {
namespace {

constexpr int kPagesMax = 200;

// Read, never written.
struct Stand {
  Township& township = fresh_township();
  std::unique_ptr<server::Store> store = township.open_store();
  const server::Identity& identity = township.identity();
};

void check_pulls(server::Snapshot& snapshot, const server::Device& device, server::Cursor cursor) {
  const server::OwnAccepted nothing;
  v1::SyncRequest request;
  for (int page = 0; page < kPagesMax; ++page) {
    const auto answer = server::pull(snapshot, device, cursor, nothing, {limits::kPageBytesMin, request.pieces()});
    XQ_CHECK(answer.ok());
    if (answer->complete) return;
    XQ_CHECK(answer->cursor.position >= cursor.position);
    v1::SyncResponse response;
    XQ_CHECK(response.ParseFromString(answer->fields));
    request.clear_pieces();
    for (const auto& piece : response.pieces()) {
      auto& need = *request.add_pieces();
      need.set_hash(piece.hash());
      need.set_offset(piece.offset() + piece.data().size());
    }
    XQ_CHECK(answer->cursor != cursor || response.pieces_size() == 1);
    cursor = answer->cursor;
  }
  const bool comes_to_its_end = false;
  XQ_CHECK(comes_to_its_end);
}

void check_reads(server::Snapshot& snapshot, const Stand& stand, const server::Device& device, BytesView bytes) {
  const auto cursor = server::read_cursor(bytes, snapshot, stand.identity, device.number);
  if (!cursor.ok()) {
    XQ_CHECK(cursor.error().code == ErrorCode::kInvalid);
    return;
  }
  const Bytes written = server::write_cursor(*cursor, stand.identity, device.number);
  const auto again = server::read_cursor(written, snapshot, stand.identity, device.number);
  XQ_CHECK(again.ok());
  server::Cursor expected = *cursor;
  if (expected.child.is_nil()) expected.entered_seq = expected.child_seq = 0;
  XQ_CHECK(*again == expected);
  XQ_CHECK(server::write_cursor(*again, stand.identity, device.number) == written);
  check_pulls(snapshot, device, *cursor);
}

}  // namespace

void fuzz_cursor(BytesView input) {
  static const Stand stand;
  const auto snapshot = stand.store->snapshot();
  XQ_CHECK(snapshot.ok());
  const Bytes content = stand.township.with_real_ids(input);
  v1::CursorContent parsed;
  const bool parses = parsed.ParseFromString(content);
  if (parses && parsed.epoch() == 0) parsed.set_epoch(stand.identity.epoch);
  for (const Member* member : {&stand.township.office, &stand.township.helper}) {
    const auto device = (*snapshot)->device(member->enrolled.device());
    XQ_CHECK(device.ok() && *device);
    const std::uint32_t number = (*device)->number;
    const auto raw = server::read_cursor(input, **snapshot, stand.identity, number);
    XQ_CHECK(raw.ok() == input.empty());
    const Bytes sealed = seal_cursor(content, stand.identity.cursor_key, number);
    XQ_CHECK(parses == server::read_cursor(sealed, **snapshot, stand.identity, number).ok());
    XQ_CHECK(!server::read_cursor(sealed, **snapshot, stand.identity, number + 1).ok());
    if (!parses) continue;
    check_reads(**snapshot, stand, **device,
                seal_cursor(parsed.SerializeAsString(), stand.identity.cursor_key, number));
  }
}

}  // namespace xinqiao::fuzz
