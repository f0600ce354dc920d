#include <algorithm>

#include "base/crypto.h"
#include "client/attention/copied.h"
#include "client/attention/damaged.h"
#include "client/attention/elsewhere.h"
#include "client/attention/gap.h"
#include "client/attention/held.h"
#include "client/attention/lost.h"
#include "client/attention/own_refused.h"
#include "client/device_time.h"
#include "client/every_view.h"
#include "client/parts.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

void add_to_digest(crypto::Hasher& hasher, const RecordState& view) {
  Bytes text = view.record.str();
  append_u32(text, view.kind);
  for (const auto& [number, group] : view.groups) {
    if (group.heads.empty()) continue;
    append_u32(text, number);
    append_u32(text, static_cast<std::uint32_t>(group.heads.size()));
    for (const Head& head : group.heads) {
      append_u64(text, head.id);
      append_u32(text, head.value ? static_cast<std::uint32_t>(head.value->size()) + 1 : 0);
      text.append(head.value.value_or(""));
      for (const ChangeId id : head.covers) append_u64(text, id);
    }
  }
  hasher.add(text);
}

}  // namespace

Result<StatusReport> Client::status() const {
  StatusReport report;
  XQ_ASSIGN(const auto counts, parts_->store->own().counts());
  XQ_ASSIGN(const auto writer, parts_->store->meta().writer());
  XQ_ASSIGN(const auto sync, parts_->store->meta().sync());
  XQ_ASSIGN(const auto list, clashes());
  XQ_ASSIGN(report.records, parts_->store->records().count());
  report.unsent = counts.waiting;
  if (parts_->identity) {
    XQ_ASSIGN(const auto refused, own_refused(*parts_->store, *parts_->identity, kCountedForOffice));
    XQ_ASSIGN(const auto held, waiting_for_office(*parts_->store, *parts_->identity, kCountedForOffice));
    XQ_ASSIGN(const auto elsewhere, own_elsewhere(*parts_->store, *parts_->identity, kCountedForOffice));
    XQ_ASSIGN(const auto gaps, open_gaps(*parts_->store, *parts_->identity, kCountedForOffice));
    XQ_ASSIGN(const auto copied, copied_devices(*parts_->store, *parts_->identity, kCountedForOffice));
    XQ_ASSIGN(const auto lost, lost_work(*parts_->store, *parts_->identity, LostValues::kRecordsMax));
    XQ_ASSIGN(const auto damaged, damaged_work(*parts_->store, kCountedForOffice));
    report.needs_attention +=
        refused.size() + held.size() + elsewhere.size() + gaps.size() + copied.size() + lost.size() + damaged.size();
  }
  report.clashes = list.size();
  // As of now: the clock may have jumped since the server was last asked.
  Clock& clock = parts_->environment.clock;
  const std::int64_t wall_ms = clock.wall_ms();
  if (writer.offset_known()) report.clock_offset_ms = true_time_ms(writer, wall_ms, clock.uptime()) - wall_ms;
  report.clock_offset_known = writer.offset_known();
  report.last_sync_ms = sync.last_sync_ms();
  report.complete = sync.complete();
  return report;
}

Result<Client::Digest> Client::digest() const {
  XQ_ASSIGN(const auto damaged, damaged_work(*parts_->store, 1));
  if (!damaged.empty()) return damaged_record();  // what is left is not what the others hold
  Digest digest;
  crypto::Hasher hasher;
  const bool office = parts_->identity && is_office(*parts_->identity);
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& view) -> Status {
    if (is_empty(view) || is_hidden(view)) return {};
    if (view.kind == schema::kHeldChangeKind && !office) return {};  // theirs alone: others of the scope do not hold it
    add_to_digest(hasher, view);
    ++digest.records;
    return {};
  }));
  digest.value = hasher.finish();
  return digest;
}

}  // namespace xinqiao
