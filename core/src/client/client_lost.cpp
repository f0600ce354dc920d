#include <algorithm>

#include "client/lost.h"
#include "client/parts.h"
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

// As old as it was, so that what people have written since stays.
Edit edit_of(const RecordState& lost, Draft draft, bool exists) {
  Edit edit;
  edit.draft = std::move(draft);
  edit.draft.id = lost.record;
  edit.draft.kind = lost.kind;
  edit.create = !exists;
  edit.puts_back = true;
  edit.as_given = true;
  edit.set = shown_fields(lost);
  edit.deletes = is_hidden(lost) && edit.set.empty();
  for (const auto& [number, group] : lost.groups) {
    if (number != kDeletedGroup && exists && !edit.set.contains(number)) edit.cleared.push_back(number);
    for (const Head& head : group.heads) edit.entered_ms = std::max(edit.entered_ms, stamp_ms(head.effective));
  }
  return edit;
}

}  // namespace

Result<Client::Saved> Client::put_back(const Id& record) {
  XQ_TRY(parts_->require_enrolled());
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto lost, lost_of(store, record));
  if (!lost) return nothing_lost(record);
  XQ_ASSIGN(auto draft, open_draft(record));
  XQ_ASSIGN(const bool there, exists(store, record));
  return save({edit_of(*lost, std::move(draft), there)}, {.skip_equal = true});
}

Status Client::let_go(const Id& record) {
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto lost, lost_of(store, record));
  if (!lost) return nothing_lost(record);
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(store.lost().erase_record(record));
  return transaction.commit();
}

}  // namespace xinqiao
