// POST /v1/sync on the shipping service. The input is up to four requests, each of the office's or the helper's device:
// as they are, or with their batches signed anew as that device's next ones, their cursor with the server's MAC and
// their receipts with the server's. Every request is answered, none with 500; the same request again changes nothing;
// afterwards, also after a restart, everybody pulls the same as before, and the office can still write.
#include <algorithm>

#include "base/check.h"
#include "fuzz/parts.h"
#include "fuzz/sealing.h"
#include "fuzz/targets.h"
#include "fuzz/world/sign_anew.h"
#include "merge/changes.h"
#include "model/schema.h"
#include "simulation/world/forms.h"

namespace xinqiao::fuzz {
namespace {

constexpr std::size_t kRequestsMax = 4;

// How a request is meant.
constexpr unsigned kOfHelper = 1;
constexpr unsigned kVerbatim = 2;
constexpr unsigned kRestored = 4;  // the server, just before
constexpr unsigned kBody = 8;      // the bytes are the body, not a request

void sign_all(v1::SyncRequest& request, Member& member, Township& township) {
  const server::Identity& identity = township.identity();
  int receipt = 0;
  for (Bytes& bytes : *request.mutable_batches()) {
    v1::Batch batch;
    if (!batch.ParseFromString(bytes) || !sign_anew(batch, member, township)) continue;
    bytes = batch.SerializeAsString();
    if (receipt < request.receipts_size()) {
      sign_anew(*request.mutable_receipts(receipt++), batch, member, identity.receipt_key);
    }
  }
  if (v1::CursorContent cursor; cursor.ParseFromString(request.cursor()) && !request.cursor().empty()) {
    if (cursor.epoch() == 0) cursor.set_epoch(identity.epoch);
    request.set_cursor(seal_cursor(cursor.SerializeAsString(), identity.cursor_key, member.enrolled.device()));
  }
  for (int i = 0; i < request.lost_size(); ++i) request.set_lost(i, township.real_id(request.lost(i)));
}

// What was taken is taken no second time.
void check_repeat(Member& member, const v1::SyncRequest& request, const v1::SyncResponse& first, Township& township) {
  const std::uint64_t last = township.last_seq();
  const auto again = township.send(member, request);
  XQ_CHECK(again.response.has_value() && township.last_seq() == last);
  for (int i = 0; i < first.receipts_size(); ++i) {
    if (first.receipts(i).outcome() != v1::OUTCOME_TAKEN) continue;
    XQ_CHECK(again.response->receipts(i).outcome() == v1::OUTCOME_TAKEN);
    XQ_CHECK(again.response->receipts(i).last() == first.receipts(i).last());
  }
}

void run_request(const Part& part, Township& township) {
  if ((part.mode & kRestored) != 0) township.restore();
  if ((part.mode & kBody) != 0) {
    const auto answer = township.server.handle("/v1/sync", part.bytes);
    XQ_CHECK(answer.has_value());
    township.check_status(answer->status);
    return;
  }
  Member& member = (part.mode & kOfHelper) != 0 ? township.helper : township.office;
  v1::SyncRequest request;
  if ((part.mode & kVerbatim) != 0 || !request.ParseFromString(township.with_real_ids(part.bytes))) {
    township.check_status(post(member, township.server, part.bytes).status);
    return;
  }
  sign_all(request, member, township);
  const auto answered = township.send(member, request);
  if (answered.response && request.batches_size() > 0) check_repeat(member, request, *answered.response, township);
}

void check_writes(Township& township) {
  Change change;
  change.record = Id::from_bytes("fresh-record-16b");
  change.kind = schema::kChildKind;
  change.written = stamp_at(township.time.now_ms);
  change.groups = {testing::sets(simulation::forms::kRisk, 1)};
  std::vector<Change> changes{change};
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  request.add_batches(township.office.author.batch(changes, false).SerializeAsString());
  XQ_CHECK(township.send(township.office, request).response.has_value());
}

}  // namespace

void fuzz_sync(BytesView input) {
  const auto parts = parts_of(input, kRequestsMax);
  if (parts.empty()) return;
  Township& township = fresh_township();
  for (const Part& part : parts) run_request(part, township);
  const auto office = township.pull_all(township.office);
  if (office == township.at_first()) return;
  const auto helper = township.pull_all(township.helper);
  township.restart();
  XQ_CHECK(township.pull_all(township.office) == office);
  XQ_CHECK(township.pull_all(township.helper) == helper);
  check_writes(township);
}

}  // namespace xinqiao::fuzz
