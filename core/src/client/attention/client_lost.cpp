#include <algorithm>

#include "client/attention/elsewhere.h"
#include "client/attention/lost.h"
#include "client/attention/own_refused.h"
#include "client/attention/put_back_lost.h"
#include "client/parts.h"
#include "model/schema.h"

namespace xinqiao {
namespace {

Error nothing_lost(const Id& record) {
  return Error{ErrorCode::kNotFound, "没有编号为 " + record.uuid() +
                                         " 的待补内容，可能已经补回：请用 attention 查看 / nothing of " +
                                         record.uuid() + " is missing (any more): see attention"};
}

Error look_first() {
  return Error{
      ErrorCode::kRefused,
      "本机还没有列出过缺的这些内容：请先用 attention 查看，再决定 / what is missing has not been listed here: "
      "look first with attention, then decide"};
}

// Leaves of what is lost what a person has been shown. False: nothing.
bool keep_shown(RecordState& lost, const std::optional<LostValues::Entry>& shown) {
  for (auto& [number, group] : lost.groups) {
    std::erase_if(group.heads, [&](const Head& head) {
      if (!shown) return true;
      const auto known = shown->state.groups.find(number);
      return known == shown->state.groups.end() || !has_head(known->second.heads, head.id);
    });
  }
  std::erase_if(lost.groups, [](const auto& entry) { return entry.second.heads.empty(); });
  return !lost.groups.empty();
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
  return put_back_lost(*this, store, *lost);
}

Status Client::remember_listed(const std::vector<Attention>& items) {
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(auto transaction, store.begin());
  for (const Attention& item : items) {
    if (item.state != "lost") continue;
    XQ_ASSIGN(const auto lost, lost_of(store, *parts_->identity, item.id));
    if (!lost) continue;
    for (const auto& [number, group] : lost->groups) {
      for (const Head& head : group.heads) XQ_TRY(store.lost().note_shown(item.id, number, head.id));
    }
  }
  return transaction.commit();
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
  XQ_ASSIGN(auto lost, lost_of(store, *parts_->identity, record));
  if (!lost) return nothing_lost(record);
  XQ_ASSIGN(const auto looked_at, store.lost().looked_at(record));
  if (!keep_shown(*lost, looked_at)) return look_first();
  return erase_lost(store, *lost, {});
}

}  // namespace xinqiao
