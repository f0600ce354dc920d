#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "base/limits.h"
#include "client/parts.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kPageRows = 500;

Error not_here(const Id& id) {
  return Error{ErrorCode::kNotFound, "本机没有这条记录 / this device does not hold the record " + id.uuid()};
}

bool waits(const std::vector<OwnChange>& overlay) {
  return std::any_of(overlay.begin(), overlay.end(),
                     [](const OwnChange& own) { return own.state == OwnState::kWaiting; });
}

Result<RecordState> view_of_row(LocalStore& store, const BaseRecords::Row& row) {
  XQ_ASSIGN(const auto overlay, store.own().overlay(row.id));
  return view_of(row.id, row.kind, row.base ? &*row.base : nullptr, overlay);
}

// Calls `each` with every record's view by id; `each` returns a Status.
template <typename Each>
Status for_each_view(LocalStore& store, const Each& each) {
  XQ_ASSIGN(const auto overlays, store.own().overlay_of_all());
  static const std::vector<OwnChange> kNone;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(0, {}, after, kPageRows));
    for (const auto& row : rows) {
      const auto overlay = overlays.find(row.id);
      XQ_TRY(each(view_of(row.id, row.kind, row.base ? &*row.base : nullptr,
                          overlay == overlays.end() ? kNone : overlay->second)));
    }
    if (rows.size() < kPageRows) return {};
    after = rows.back().id;
  }
}

// Nothing of it is shown: its only changes were refused, or it was announced and rolled back.
bool is_empty(const RecordState& view) {
  return std::all_of(view.groups.begin(), view.groups.end(),
                     [](const auto& entry) { return entry.second.heads.empty(); });
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

}  // namespace

Result<Draft> Client::open_draft(const Id& id) const {
  XQ_ASSIGN(const auto row, parts_->store->records().get(id));
  if (!row) return not_here(id);
  XQ_ASSIGN(const auto view, view_of_row(*parts_->store, *row));
  return draft_of(view);
}

Result<Draft> Client::new_draft(std::uint32_t kind, const Id& id) const {
  Draft draft;
  draft.kind = kind;
  draft.id = id;
  return draft;
}

Result<Shown> Client::get(const Id& id) const {
  XQ_ASSIGN(const auto row, parts_->store->records().get(id));
  if (!row) return not_here(id);
  XQ_ASSIGN(const auto overlay, parts_->store->own().overlay(id));
  return shown_of(view_of(id, row->kind, row->base ? &*row->base : nullptr, overlay), waits(overlay));
}

Result<Client::Page> Client::list(std::uint32_t kind, const Id& child, const Id& after, std::uint32_t limit) const {
  limit = std::clamp<std::uint32_t>(limit, 1, 1000);
  Page page;
  Id from = after;
  // Deleted records leave gaps, so rows are read until the page is full.
  for (;;) {
    XQ_ASSIGN(const auto rows, parts_->store->records().page(kind, child, from, limit));
    for (const auto& row : rows) {
      if (page.records.size() == limit) {
        page.more = true;
        return page;
      }
      XQ_ASSIGN(const auto overlay, parts_->store->own().overlay(row.id));
      const RecordState view = view_of(row.id, row.kind, row.base ? &*row.base : nullptr, overlay);
      if (is_empty(view)) continue;
      Shown shown = shown_of(view, waits(overlay));
      if (!shown.deleted) page.records.push_back(std::move(shown));
    }
    if (rows.size() < limit) return page;
    from = rows.back().id;
  }
}

Result<std::vector<Clash>> Client::clashes() const {
  std::vector<Clash> out;
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& view) -> Status {
    for (const auto& [number, group] : view.groups) {
      if (is_clash(group)) out.push_back(clash_of(view, number, group));
    }
    return {};
  }));
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
