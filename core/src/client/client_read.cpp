#include <algorithm>
#include <map>

#include "client/attention/damaged.h"
#include "client/attention/mend.h"
#include "client/attention/refusal.h"
#include "client/parts.h"
#include "client/view.h"
#include "merge/replaces.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Error not_here(const Id& id) {
  return Error{ErrorCode::kNotFound, "本机没有这条记录 / this device does not hold the record " + id.uuid()};
}

bool waits(const std::vector<OwnChange>& overlay) {
  return std::any_of(overlay.begin(), overlay.end(),
                     [](const OwnChange& own) { return own.state == OwnState::kWaiting; });
}

// Empty when the record itself is not here, and no own edit waits for it.
Result<RecordState> view_of_row(LocalStore& store, const BaseRecords::Row& row) {
  XQ_ASSIGN(const auto overlay, store.own().overlay(row.id));
  const RecordState* base = row.base ? &*row.base : nullptr;
  if (!is_begun_or_waits(base, overlay)) return RecordState{row.id, row.kind, {}};
  return view_of(row.id, row.kind, base, overlay);
}

Error lost_record() {
  return Error{ErrorCode::kNotFound,
               "服务器恢复后没有这条记录，在它上面写过的内容都还在：请用 attention 查看，用 put-back 补回 / the server "
               "lost this record when it was restored; what was written on it is kept: see attention, and put-back"};
}

Error taken_elsewhere() {
  return Error{
      ErrorCode::kNotFound,
      "这条记录您已在别的设备（或恢复前的本机）改好，办公室已处理；孩子现在不在您的结对范围内，本机看不到它 / this "
      "was written anew on another device, or here before the folder was put back, and the office has dealt "
      "with it; the child is not paired to you now, so this device is not sent it"};
}

// All that its author wrote of it here they have written anew elsewhere.
Result<bool> is_taken_elsewhere(ReplacedAtServer& at_server, const std::vector<OwnChange>& own) {
  if (own.empty()) return false;
  XQ_ASSIGN(const auto* replaced, at_server.ids());
  return std::ranges::all_of(own, [&](const OwnChange& each) {
    return is_letting_go(each.change) || each.state == OwnState::kReplaced || replaced->contains(each.change.id);
  });
}

}  // namespace

Result<Draft> Client::open_draft(const Id& id) const {
  const auto opened = [&](Draft draft) {
    if (parts_->identity) draft.device = parts_->identity->device();
    return draft;
  };
  XQ_ASSIGN(const auto row, parts_->store->records().get(id));
  if (!row) return not_here(id);
  if (row->damaged) return damaged_record();
  // A form on what was refused shows what its author wrote, because a save will write all of it.
  ReplacedAtServer at_server(*parts_->store);
  XQ_ASSIGN(const bool withdrawn, is_withdrawn(*parts_->store, id, at_server));
  if (withdrawn) return withdrawn_record();
  XQ_ASSIGN(const auto mending, mending_of(*parts_->store, id, at_server));
  if (mending) return opened(draft_of(mending->view));
  XQ_ASSIGN(const auto view, view_of_row(*parts_->store, *row));
  if (is_empty(view) && !row->base) {
    XQ_ASSIGN(const auto own, parts_->store->own().all_of(id));
    XQ_ASSIGN(const bool elsewhere, is_taken_elsewhere(at_server, own));
    return elsewhere ? taken_elsewhere() : lost_record();
  }
  return opened(draft_of(view));
}

Result<std::uint32_t> Client::kind_of(const Id& id) const {
  XQ_ASSIGN(const auto row, parts_->store->records().get(id));
  if (!row) return not_here(id);
  return row->kind;
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
  if (row->damaged) return damaged_record();
  XQ_ASSIGN(const auto overlay, parts_->store->own().overlay(id));
  XQ_ASSIGN(const auto view, view_of_row(*parts_->store, *row));
  if (!is_empty(view)) return shown_of(view, waits(overlay));
  // All of it was refused: its author still sees what they wrote, marked as what it is.
  XQ_ASSIGN(auto own, parts_->store->own().all_of(id));
  const bool readable = !own.empty();
  ReplacedAtServer at_server(*parts_->store);
  XQ_ASSIGN(const bool elsewhere, is_taken_elsewhere(at_server, own));
  std::erase_if(own,
                [](const OwnChange& each) { return each.state == OwnState::kReplaced || is_letting_go(each.change); });
  if (own.empty()) {
    XQ_ASSIGN(const bool withdrawn, is_withdrawn(*parts_->store, id, at_server));
    if (withdrawn) return withdrawn_record();
    if (readable) return lost_record();
    XQ_ASSIGN(const bool damaged, parts_->store->own().has_any(id));
    return damaged ? damaged_record() : not_here(id);
  }
  if (elsewhere) return taken_elsewhere();
  if (!is_refused(own.front().state) && own.front().state != OwnState::kAwaiting) return lost_record();
  Shown shown = shown_of(view_of(id, row->kind, nullptr, own), false);
  XQ_ASSIGN(const auto why, parts_->store->own().why(own.front().seq));
  shown.refused = refusal_name(own.front());
  shown.reason = refusal_text(own.front().reason, why);
  return shown;
}

Result<Client::Page> Client::list(std::uint32_t kind, const Id& child, const Id& after, std::uint32_t limit) const {
  limit = std::clamp<std::uint32_t>(limit, 1, 1000);
  Page page;
  std::map<Id, bool> closed;  // children by whether their archive is deleted
  const auto is_closed = [&](const Id& of) -> Result<bool> {
    if (of.is_nil()) return false;
    const auto known = closed.find(of);
    if (known != closed.end()) return known->second;
    XQ_ASSIGN(const auto row, parts_->store->records().get(of));
    bool deleted = false;
    if (row) {
      XQ_ASSIGN(const auto view, view_of_row(*parts_->store, *row));
      deleted = is_hidden(view);
    }
    closed[of] = deleted;
    return deleted;
  };
  Id from = after;
  // Deleted records leave gaps, so rows are read until the page is full.
  for (;;) {
    XQ_ASSIGN(const auto rows, parts_->store->records().page(kind, child, from, limit));
    for (const auto& row : rows) {
      if (page.records.size() == limit) {
        page.more = true;
        return page;
      }
      if (row.damaged) continue;
      XQ_ASSIGN(const auto overlay, parts_->store->own().overlay(row.id));
      const auto view = listed(row, overlay);
      if (!view) continue;
      Shown shown = shown_of(*view, waits(overlay));
      XQ_ASSIGN(const bool with_its_child, is_closed(row.child));
      if (!shown.deleted && !with_its_child) page.records.push_back(std::move(shown));
    }
    if (rows.size() < limit) return page;
    from = rows.back().id;
  }
}

}  // namespace xinqiao
