#include <algorithm>

#include "base/crypto.h"
#include "client/parts.h"
#include "client/refusal.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kPageRows = 500;

// Calls `each` with every record's view by id; `each` returns a Status.
template <typename Each>
Status for_each_view(LocalStore& store, const Each& each) {
  XQ_ASSIGN(const auto overlays, store.own().overlay_of_all());
  static const std::vector<OwnChange> none;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(0, {}, after, kPageRows));
    for (const auto& row : rows) {
      const auto overlay = overlays.find(row.id);
      XQ_TRY(each(view_of(row.id, row.kind, row.base ? &*row.base : nullptr,
                          overlay == overlays.end() ? none : overlay->second)));
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

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

Clash clash_of(const RecordState& view, std::uint32_t number, const GroupState& group) {
  const schema::Kind* kind = schema::find_kind(view.kind);
  const Head& shown = standing(group, kind == nullptr ? nullptr : kind->message->find(number));
  Clash clash{clash_id(view.record, number), view.record, view.kind, number, {}};
  for (const Head& head : group.heads) {
    clash.values.push_back({head.value.value_or(""), head.author, stamp_ms(head.effective), &head == &shown});
  }
  return clash;
}

// Deleted (a value) on one side, and on the other, without one, the authors of what the deletion had not seen.
Clash deletion_clash_of(const RecordState& view) {
  Clash clash{clash_id(view.record, kDeletedGroup), view.record, view.kind, kDeletedGroup, {}};
  for (const Head& head : view.groups.at(kDeletedGroup).heads) {
    if (head.value) clash.values.push_back({kDeletedMark, head.author, stamp_ms(head.effective), false});
  }
  const auto uncovered = uncovered_heads(view);
  for (const auto& [number, group] : view.groups) {
    if (number == kDeletedGroup) continue;
    for (const Head& head : group.heads) {
      if (!std::binary_search(uncovered.begin(), uncovered.end(), head.id)) continue;
      clash.values.push_back({"", head.author, stamp_ms(head.effective), true});
    }
  }
  return clash;
}

}  // namespace

Result<std::vector<Clash>> Client::clashes() const {
  std::vector<Clash> out;
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& view) -> Status {
    for (const auto& [number, group] : view.groups) {
      if (is_clash(group)) out.push_back(clash_of(view, number, group));
    }
    if (is_deletion_clash(view)) out.push_back(deletion_clash_of(view));
    return {};
  }));
  return out;
}

Result<std::vector<Attention>> Client::attention(std::uint32_t limit) const {
  XQ_ASSIGN(const auto refused, parts_->store->own().refused(limit));
  std::vector<Attention> out;
  for (const OwnChange& own : refused) {
    const auto same = [&](const Attention& one) { return one.record == own.change.record; };
    if (std::any_of(out.begin(), out.end(), same)) continue;
    XQ_ASSIGN(const auto row, parts_->store->records().get(own.change.record));
    out.push_back(
        {own.change.record, row ? row->kind : own.change.kind, state_name(own.state), refusal_text(own.reason)});
  }
  return out;
}

Result<StatusReport> Client::status() const {
  StatusReport report;
  XQ_ASSIGN(const auto counts, parts_->store->own().counts());
  XQ_ASSIGN(const auto writer, parts_->store->meta().writer());
  XQ_ASSIGN(const auto sync, parts_->store->meta().sync());
  XQ_ASSIGN(const auto list, clashes());
  XQ_ASSIGN(report.records, parts_->store->records().count());
  report.unsent = counts.waiting;
  report.needs_attention = counts.refused;
  report.clashes = list.size();
  report.clock_offset_ms = writer.offset_ms();
  report.clock_offset_known = writer.offset_known();
  report.last_sync_ms = sync.last_sync_ms();
  report.complete = sync.complete();
  return report;
}

Result<Client::Digest> Client::digest() const {
  Digest digest;
  crypto::Hasher hasher;
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& view) -> Status {
    if (is_empty(view) || is_hidden(view)) return {};
    add_to_digest(hasher, view);
    ++digest.records;
    return {};
  }));
  digest.value = hasher.finish();
  return digest;
}

}  // namespace xinqiao
