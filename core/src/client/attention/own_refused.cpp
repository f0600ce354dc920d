#include "client/attention/own_refused.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/limits.h"
#include "client/attention/held.h"
#include "client/attention/mend.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

WrittenChange written(const Change& change, std::uint32_t kind) {
  WrittenChange out{change.id, change.record, kind, {}, {}, false, false};
  for (const TouchedGroup& group : change.groups) {
    if (group.number == kDeletedGroup && group.value) {
      out.deletes = true;
    } else if (group.value) {
      out.set[group.number] = *group.value;
    } else {
      out.cleared.push_back(group.number);
    }
  }
  return out;
}

// What the server says was replaced: a copy of this folder may have written it anew, or let it go.
Result<std::set<ChangeId>> replaced_elsewhere(LocalStore& store, const v1::Identity& identity) {
  std::set<ChangeId> ids;
  XQ_TRY(for_each_row(store, schema::kHeldChangeKind, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    XQ_ASSIGN(const auto held, read_held(row.id, shown_fields(*row.base)));
    if (held.state != "replaced" || held.item.by != Id::from_bytes(identity.person())) return true;
    for (const WrittenChange& change : held.item.changes) ids.insert(change.id);
    return true;
  }));
  return ids;
}

}  // namespace

Result<std::vector<Attention>> own_refused(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  XQ_ASSIGN(const auto refused, store.own().refused(limit));
  std::vector<Attention> out;
  if (refused.empty()) return out;
  XQ_ASSIGN(const auto replaced, replaced_elsewhere(store, identity));
  for (const OwnChange& own : refused) {
    if (replaced.contains(own.change.id)) continue;
    const auto same = std::ranges::find(out, own.change.record, &Attention::record);
    if (same != out.end()) {
      same->behind.push_back(written(own.change, same->kind));
      continue;
    }
    XQ_ASSIGN(const auto row, store.records().get(own.change.record));
    XQ_ASSIGN(const auto why, store.own().why(own.seq));
    Bytes change;
    append_u64(change, own.change.id);
    Attention item;
    item.id = id_about(identity, schema::kHeldChangeKind, change);
    item.record = own.change.record;
    item.kind = row ? row->kind : own.change.kind;
    item.state = refusal_name(own);
    item.reason = refusal_text(own.reason, why);
    item.by = own.change.author;
    item.at_ms = stamp_ms(own.change.effective);
    item.changes.push_back(written(own.change, item.kind));
    out.push_back(std::move(item));
  }
  return out;
}

Result<std::optional<Attention>> own_refused_of(LocalStore& store, const v1::Identity& identity, const Id& id) {
  XQ_ASSIGN(auto all, own_refused(store, identity, std::numeric_limits<std::int32_t>::max()));
  const auto found = std::ranges::find(all, id, &Attention::id);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

bool is_sent_back(const Attention& own) { return own.state == "returned" || own.state == "rejected"; }

Result<Edit> letting_go_of(LocalStore& store, const Attention& own) {
  Edit edit;
  edit.draft.id = own.record;
  edit.draft.kind = own.kind;
  XQ_ASSIGN(const auto withdrawal, withdrawal_of(store, own.record));
  const auto created = [](const OwnChange& each) { return each.change.kind != 0; };
  edit.deletes = withdrawal && std::ranges::any_of(withdrawal->refused, created);
  if (edit.deletes) return edit;
  XQ_ASSIGN(const auto changes, store.own().all_of(own.record));
  for (const OwnChange& change : changes) {
    if (change.state == OwnState::kRejected && edit.lets_go.size() < limits::kSeenPerChange)
      edit.lets_go.push_back(change.change.id);
  }
  std::ranges::sort(edit.lets_go);
  return edit;
}

}  // namespace xinqiao
