#include "service/organisation/copies.h"

#include <algorithm>

#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "service/organisation/server_writer.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::uint32_t kCopied = v1::Device::kCopiedFieldNumber;

Result<bool> is_named(Transaction& transaction, const Id& device) {
  XQ_ASSIGN(const auto rows, transaction.records({&device, 1}));
  if (rows.empty()) return false;
  XQ_ASSIGN(const auto state, decode_state(rows.front().state));
  return shown_fields(state).contains(kCopied);
}

}  // namespace

bool is_of_a_copy(const PushPlan& plan, std::int64_t newest) {
  // What fills a gap is older than the name that came after it.
  return std::ranges::any_of(plan.batches, [&](const PlannedBatch& batch) {
    return batch.fresh && !batch.fills && batch.incarnation.no < newest;
  });
}

Status name_copied(Transaction& transaction, std::uint32_t device, std::int64_t now_ms, Random& random) {
  XQ_ASSIGN(const auto known, transaction.device(device));
  if (!known) return Error{ErrorCode::kUnauthenticated, "unknown device"};
  XQ_ASSIGN(const bool named, is_named(transaction, known->id));
  if (named) return {};
  XQ_ASSIGN(const auto identity, transaction.identity());
  OwnRecord record{known->id, schema::kDeviceKind, {}};
  write_varint(record.fields[kCopied], kCopied, static_cast<std::uint64_t>(now_ms));
  return append_own(transaction, identity, {record}, now_ms, random);
}

}  // namespace xinqiao::server
