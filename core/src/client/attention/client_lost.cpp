#include <algorithm>
#include <set>

#include "client/attention/elsewhere.h"
#include "client/attention/gives_way.h"
#include "client/attention/lost.h"
#include "client/attention/own_refused.h"
#include "client/parts.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Error nothing_lost(const Id& record) {
  return Error{ErrorCode::kNotFound, "没有编号为 " + record.uuid() +
                                         " 的待补内容，可能已经补回：请用 attention 查看 / nothing of " +
                                         record.uuid() + " is missing (any more): see attention"};
}

// Whether the server still has something of the record that others wrote, or is to get its creation from here.
Result<bool> exists(LocalStore& store, const Id& record) {
  XQ_ASSIGN(const auto row, store.records().get(record));
  XQ_ASSIGN(const auto own, store.own().all_of(record));
  const bool created_here =
      std::ranges::any_of(own, [](const OwnChange& each) { return each.change.kind != 0 && !is_refused(each.state); });
  if (created_here) return true;
  if (!row || !row->base) return false;
  return std::ranges::any_of(row->base->groups, [&](const auto& entry) {
    return std::ranges::any_of(entry.second.heads, [&](const Head& head) {
      return std::ranges::none_of(own, [&](const OwnChange& each) { return each.change.id == head.id; });
    });
  });
}

// Ascending, each once.
void add_ids(std::vector<ChangeId>& ids, const std::vector<ChangeId>& more) {
  ids.insert(ids.end(), more.begin(), more.end());
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

// To be put back: as old as it was, beside what it stood beside, and over the lost changes themselves: when their
// authors bring those after all, nothing of them stands in the way of what people have made of it meanwhile.
struct Again {
  Edit edit;
  std::set<std::uint32_t> kept;  // fields that are left as they are
};

// What a deletion had seen was the newest then: it covers what lay beneath too, which is shown since the restore.
// `kept`: all that was lost of the record, listed or not.
void cover_beneath(const RecordState* base, const RecordState& kept, const LostValues::Together& together,
                   std::vector<ChangeId>& covers) {
  for (const auto& [number, group] : kept.groups) {
    const bool seen =
        std::ranges::all_of(group.heads, [&](const Head& head) { return std::ranges::binary_search(covers, head.id); });
    if (number == kDeletedGroup || !seen) continue;
    const auto beneath = gives_way(base, number, group, together);
    add_ids(covers, {beneath.begin(), beneath.end()});
  }
}

Again edit_of(const RecordState& lost, const LostValues::Together& together, const RecordState& view, bool exists) {
  Again out;
  Edit& edit = out.edit;
  edit.draft = draft_of(view);
  edit.draft.id = lost.record;
  edit.draft.kind = lost.kind;
  edit.draft.heads.clear();
  edit.create = !exists;
  edit.puts_back = true;
  edit.repeats = true;
  edit.as_given = true;
  edit.set = shown_fields(lost);
  for (const auto& [number, group] : lost.groups) {
    const Head& stood = group.heads.front();
    const std::set<ChangeId> others = others_of(view, number, group, together);
    auto& seen = edit.draft.seen[number];
    std::erase_if(seen, [&](ChangeId id) { return others.contains(id); });
    for (const Head& head : group.heads) add_ids(seen, {head.id});
    edit.entered_ms = std::max(edit.entered_ms, stamp_ms(latest(group)));
    if (number == kDeletedGroup) {
      edit.deletes = stood.value.has_value();
      for (const Head& head : group.heads) add_ids(edit.draft.heads, head.covers);
      if (!edit.deletes) edit.cleared.push_back(number);
    } else if (is_newer(view, number, latest(group), others)) {
      edit.set.erase(number);
      out.kept.insert(number);
    } else if (!stood.value && exists) {
      edit.cleared.push_back(number);
    }
  }
  return out;
}

// What is back, or was let go of; the rest of the record, which nobody was shown, is listed now.
Status erase_lost(LocalStore& store, const RecordState& lost, const std::set<std::uint32_t>& kept) {
  XQ_ASSIGN(auto transaction, store.begin());
  for (const auto& [number, group] : lost.groups) {
    if (kept.contains(number)) continue;
    for (const Head& head : group.heads) XQ_TRY(store.lost().strike(lost.record, number, head.id));
  }
  return transaction.commit();
}

Error still_undecided() {
  return Error{ErrorCode::kRefused,
               "办公室还没有决定，不用处理 / the office has not decided yet: there is nothing to be done"};
}

Status dismiss(LocalStore& store, const Attention& elsewhere) {
  XQ_ASSIGN(auto transaction, store.begin());
  for (const auto* part : {&elsewhere.changes, &elsewhere.behind}) {
    for (const WrittenChange& change : *part) XQ_TRY(store.dismissed().add(change.id));
  }
  return transaction.commit();
}

}  // namespace

Result<Client::Saved> Client::put_back(const Id& record) {
  XQ_TRY(parts_->require_enrolled());
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto elsewhere, elsewhere_of(store, *parts_->identity, record));
  if (elsewhere) {
    if (is_undecided(*elsewhere)) return still_undecided();
    std::uint32_t left_out = 0;
    XQ_ASSIGN(auto edits, edits_of(*this, *elsewhere, left_out));
    XQ_ASSIGN(auto saved, save(std::move(edits)));
    saved.kept += left_out;
    // After it: when the power goes between, it is listed once more; and so is what was not written whole.
    if (saved.kept == 0) XQ_TRY(dismiss(store, *elsewhere));
    return saved;
  }
  XQ_ASSIGN(const auto lost, lost_of(store, *parts_->identity, record));
  if (!lost) return nothing_lost(record);
  if (lost->kind == schema::kHeldChangeKind) {
    return Error{
        ErrorCode::kRefused,
        "没有收进来的内容要由记录者的手机补回，或照着重新登记 / what was not taken comes back from its author's "
        "device, or is entered anew"};
  }
  XQ_ASSIGN(const auto row, store.records().get(record));
  XQ_ASSIGN(const auto overlay, store.own().overlay(record));
  const RecordState* base = row && row->base ? &*row->base : nullptr;
  const RecordState view = view_of(record, lost->kind, base, overlay);
  XQ_ASSIGN(bool there, exists(store, record));
  XQ_ASSIGN(const auto together, store.lost().together(record));
  XQ_ASSIGN(const auto kept, store.lost().kept(record));
  Saved all;
  // One that stood beside another had not seen it, and so has what puts it back.
  for (const RecordState& layer : layers_of(*lost)) {
    Again again = edit_of(layer, together, view, there);
    if (again.edit.deletes && kept) cover_beneath(base, kept->state, together, again.edit.draft.heads);
    XQ_ASSIGN(const auto saved, save({std::move(again.edit)}, {.skip_equal = true}));
    XQ_TRY(erase_lost(store, layer, again.kept));
    all.ids = saved.ids;
    all.written += saved.written;
    all.kept += saved.kept + static_cast<std::uint32_t>(again.kept.size());
    there = there || saved.written > 0;
  }
  return all;
}

Status Client::let_go(const Id& record) {
  XQ_TRY(parts_->require_enrolled());
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto elsewhere, elsewhere_of(store, *parts_->identity, record));
  if (elsewhere) return is_undecided(*elsewhere) ? Status(still_undecided()) : dismiss(store, *elsewhere);
  XQ_ASSIGN(const auto own, own_refused_of(store, *parts_->identity, record));
  if (own) {
    if (!can_be_let_go(*own)) return still_undecided();
    XQ_ASSIGN(auto edit, letting_go_of(store, *own));
    XQ_ASSIGN(const auto saved, save({std::move(edit)}));
    return saved.written == 1 ? Status() : Status(nothing_lost(record));
  }
  XQ_ASSIGN(const auto lost, lost_of(store, *parts_->identity, record));
  return lost ? erase_lost(store, *lost, {}) : Status(nothing_lost(record));
}

}  // namespace xinqiao
