#include "service/gap/gap_record.h"

#include <algorithm>

#include "model/schema.h"
#include "service/decide/decision.h"
#include "service/gap/release.h"
#include "service/organisation/server_writer.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kAtOnce = 64;  // records of one own transaction

Result<OwnRecord> record_of(Snapshot& snapshot, const Identity& identity, const Device& device, const ToldGap& gap) {
  v1::Gap out;
  Bytes change;
  append_u64(change, gap.change);
  out.set_change(change);
  out.set_author(device.person.str());
  out.set_device(device.id.str());
  out.set_state(gap.state);
  if (gap.from != 0) {
    out.set_from(static_cast<std::int64_t>(gap.from));
    out.set_to(static_cast<std::int64_t>(gap.to));
  }
  if (gap.waiting != 0) out.set_waiting(static_cast<std::int64_t>(gap.waiting));
  if (gap.since_ms != 0) out.set_since(gap.since_ms);
  if (gap.state == v1::GAP_STATE_RELEASED) {
    XQ_ASSIGN(const auto release, find_release(snapshot, identity, gap.change));
    if (release) {
      out.set_decided_by(release->by.str());
      out.set_decided_at(release->at_ms);
    }
  }
  OwnRecord record{id_about(identity, schema::kGapKind, gap.change), schema::kGapKind, {}};
  XQ_ASSIGN(record.fields, split_fields(out.SerializeAsString()));
  return record;
}

}  // namespace

Status tell_gaps(Transaction& transaction, const Identity& identity, const Device& device,
                 const std::vector<ToldGap>& gaps, std::int64_t now_ms, Random& random) {
  std::vector<OwnRecord> records;
  for (const ToldGap& gap : gaps) {
    XQ_ASSIGN(auto record, record_of(transaction, identity, device, gap));
    XQ_ASSIGN(const auto told, transaction.records(std::span(&record.id, 1)));
    if (gap.state == v1::GAP_STATE_FILLED && told.empty()) continue;
    records.push_back(std::move(record));
    if (records.size() < kAtOnce) continue;
    XQ_TRY(append_own(transaction, identity, records, now_ms, random));
    records.clear();
  }
  return records.empty() ? Status() : append_own(transaction, identity, records, now_ms, random);
}

}  // namespace xinqiao::server
