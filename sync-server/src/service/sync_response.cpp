#include "service/sync_response.h"

#include <algorithm>

#include "base/limits.h"
#include "model/fields.h"
#include "service/pull/amended.h"
#include "service/pull/held_own.h"
#include "service/pull/overwritten.h"
#include "service/refill/recovery.h"

namespace xinqiao::server {
namespace {

std::size_t page_bytes(const SyncCall& call) {
  const std::size_t given = call.request.max_bytes();
  const std::size_t asked = given == 0 ? limits::kPageBytesFirst : given;
  return std::min(std::clamp(asked, limits::kPageBytesMin, limits::kPageBytesMax), call.page_bytes_max);
}

std::vector<Id> named_records(const v1::SyncRequest& request) {
  std::vector<Id> ids;
  for (const Bytes& record : request.records()) {
    if (ids.size() == limits::kNamedPerRequest) break;
    ids.push_back(Id::from_bytes(record));
  }
  return ids;
}

Status say_hello(Snapshot& snapshot, const Identity& identity, const v1::SyncRequest& request, std::int64_t now_ms,
                 v1::SyncResponse& out) {
  out.mutable_hello()->set_wire_version(kWireVersion);
  out.mutable_hello()->set_min_wire_version(kWireVersion);
  out.mutable_hello()->set_epoch(identity.epoch);
  if (request.hello().epoch() != identity.epoch) {
    out.mutable_epoch()->set_id(identity.epoch);
    XQ_ASSIGN(const auto common, snapshot.common_since(request.hello().epoch()));
    out.mutable_epoch()->set_cut(common);
  }
  out.set_server_ms(static_cast<std::uint64_t>(now_ms));
  return {};
}

// What the device held of records that it is not sent any more it keeps.
Status find_lost(Snapshot& snapshot, const Identity& identity, const SyncCall& call, v1::SyncResponse& out) {
  std::vector<ChangeId> ids(call.request.lost().begin(), call.request.lost().end());
  ids.resize(std::min(ids.size(), limits::kLostPerRequest));
  if (ids.empty()) return {};
  XQ_ASSIGN(const auto found, snapshot.changes(ids));
  std::vector<Id> records;
  for (const LoggedChange& change : found) {
    if (change.verdict == v1::VERDICT_ACCEPTED) records.push_back(change.record);
  }
  XQ_ASSIGN(const auto scoped, in_scope(snapshot, call.device, records));
  for (const LoggedChange& change : found) {
    const auto place = scoped.find(change.record);
    if (change.verdict != v1::VERDICT_ACCEPTED || place == scoped.end()) continue;
    place->second ? out.add_found(change.id) : out.add_beyond_scope(change.id);
  }
  return add_overwritten(snapshot, identity, {out.beyond_scope().begin(), out.beyond_scope().end()}, out);
}

// What the device pulls: receipts and states go in as the bytes they are kept as. A revoked device hears what was
// decided of its own work, and nothing else.
Result<Bytes> add_pull(Snapshot& snapshot, const Identity& identity, const SyncCall& call, v1::SyncResponse& response) {
  XQ_ASSIGN(const auto cursor, read_cursor(call.request.cursor(), snapshot, identity, call.device.number));
  const std::size_t bytes = page_bytes(call);
  OwnAccepted own = call.pushed.accepted;
  XQ_TRY(add_held(snapshot, call.device, call.request, own));
  XQ_ASSIGN(auto page, pull(snapshot, call.device, cursor, own, {bytes, call.request.pieces()}));
  XQ_ASSIGN(const auto amended, amended_receipts(snapshot, call.device.number, cursor.amended, bytes));
  page.cursor.amended = amended.upto;
  page.complete = page.complete && amended.all;
  response.set_cursor(write_cursor(page.cursor, identity, call.device.number));
  response.set_complete(page.complete);
  if (page.complete) response.set_complete_seq(page.complete_seq);
  Bytes fields = std::move(page.fields);
  fields += amended.bytes;
  if (response.revoked()) return fields;
  if (call.request.records_size() > 0 && page.complete) {
    XQ_ASSIGN(const auto named,
              pull_named(snapshot, call.device, named_records(call.request), {bytes, call.request.pieces()}));
    fields += named.fields;
    response.set_named(static_cast<std::uint32_t>(named.count));
  }
  XQ_TRY(find_lost(snapshot, identity, call, response));
  return fields;
}

}  // namespace

Result<SyncPayload> sync_response(Snapshot& snapshot, SyncCall& call, std::int64_t now_ms) {
  XQ_ASSIGN(const auto identity, snapshot.identity());
  v1::SyncResponse response;
  XQ_TRY(say_hello(snapshot, identity, call.request, now_ms, response));
  response.set_revoked(call.device.revoked_ms != 0);
  if (call.need) *response.add_fragments() = *call.need;
  Bytes pulled;
  if (call.request.want() != v1::WANT_PUSH_ONLY) {
    XQ_ASSIGN(pulled, add_pull(snapshot, identity, call, response));
  }
  SyncPayload payload;
  payload.ends_recovery = ends_recovery(identity, call.device, call.request, call.pushed, response.complete());
  response.set_recovering(identity.recovering != 0 && !payload.ends_recovery);
  payload.bytes = response.SerializeAsString();
  for (const Bytes& receipt : call.pushed.receipts) {
    write_bytes(payload.bytes, v1::SyncResponse::kReceiptsFieldNumber, receipt);
  }
  payload.bytes += pulled;
  return payload;
}

}  // namespace xinqiao::server
