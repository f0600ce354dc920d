#include "client/attention/own_refused.h"

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "client/attention/held.h"
#include "client/attention/mend.h"
#include "client/attention/refusal.h"
#include "merge/standing.h"
#include "xinqiao/v1/sync.pb.h"

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

// What awaits its record comes in by itself, also when that is in somebody's hands: the office's, or before all its
// author's.
int urgency(OwnState state) {
  switch (state) {
    case OwnState::kAwaiting:
      return 0;
    case OwnState::kRejected:
      return 2;
    default:
      return 1;
  }
}

// Of what stands in front of the item.
int urgency(const Attention& item, const std::vector<OwnChange>& refused) {
  const auto front =
      std::ranges::find(refused, item.changes.front().id, [](const OwnChange& own) { return own.change.id; });
  return urgency(front->state);
}

// What it waited behind was let go or written anew here, which the server has yet to hear.
Result<bool> is_freed(LocalStore& store, const OwnChange& parked) {
  if (parked.state != OwnState::kParked || parked.reason != v1::REASON_BEHIND_REFUSED) return false;
  XQ_ASSIGN(const auto own, store.own().all_of(parked.change.record));
  return std::ranges::any_of(
      own, [&](const OwnChange& each) { return each.seq < parked.seq && each.state == OwnState::kReplaced; });
}

}  // namespace

Result<std::vector<Attention>> own_refused(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  XQ_ASSIGN(const auto refused, store.own().refused(limit));
  std::vector<Attention> out;
  if (refused.empty()) return out;
  ReplacedAtServer at_server(store);
  XQ_ASSIGN(const auto* replaced, at_server.ids());
  for (const OwnChange& own : refused) {
    if (replaced->contains(own.change.id)) continue;
    const auto same = std::ranges::find(out, own.change.record, &Attention::record);
    const bool goes_before = same != out.end() && urgency(own.state) > urgency(*same, refused);
    if (same != out.end() && !goes_before) {
      same->behind.push_back(written(own.change, same->kind));
      continue;
    }
    XQ_ASSIGN(const auto row, store.records().get(own.change.record));
    XQ_ASSIGN(const auto why, store.own().why(own.seq));
    Attention item;
    item.id = held_id(identity, own.change.id);
    item.record = own.change.record;
    item.kind = row ? row->kind : own.change.kind;
    XQ_ASSIGN(const bool freed, is_freed(store, own));
    item.state = freed ? "freed" : refusal_name(own);
    item.reason = freed ? freed_text() : refusal_text(own.reason, why);
    item.by = own.change.author;
    item.at_ms = stamp_ms(own.change.effective);
    item.changes.push_back(written(own.change, item.kind));
    if (!goes_before) {
      out.push_back(std::move(item));
      continue;
    }
    item.behind = std::move(same->changes);
    std::ranges::move(same->behind, std::back_inserter(item.behind));
    *same = std::move(item);
  }
  return out;
}

Result<std::optional<Attention>> own_refused_of(LocalStore& store, const v1::Identity& identity, const Id& id) {
  XQ_ASSIGN(auto all, own_refused(store, identity, std::numeric_limits<std::int32_t>::max()));
  const auto found = std::ranges::find(all, id, &Attention::id);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

Status note_replaced_elsewhere(LocalStore& store) {
  XQ_ASSIGN(auto awaiting, store.own().refused(std::numeric_limits<std::int32_t>::max()));
  std::erase_if(awaiting, [](const OwnChange& own) { return own.state != OwnState::kAwaiting; });
  if (awaiting.empty()) return {};
  ReplacedAtServer at_server(store);
  XQ_ASSIGN(const auto* replaced, at_server.ids());
  std::erase_if(awaiting, [&](const OwnChange& own) { return !replaced->contains(own.change.id); });
  if (awaiting.empty()) return {};
  XQ_ASSIGN(auto transaction, store.begin());
  for (const OwnChange& own : awaiting)
    XQ_TRY(store.own().mark(own.seq, OwnState::kReplaced, own.reason, own.org_seq, own.change.effective));
  return transaction.commit();
}

bool can_be_let_go(const Attention& own) {
  return own.state == "returned" || own.state == "rejected" || own.state == "awaiting";
}

Result<Edit> letting_go_of(LocalStore& store, const Attention& own) {
  Edit edit;
  edit.draft.id = own.record;
  edit.draft.kind = own.kind;
  const auto add = [&](const OwnChange& each) {
    if (edit.lets_go.size() < limits::kLetGoPerChange) edit.lets_go.push_back(each.change.id);
  };
  ReplacedAtServer at_server(store);
  XQ_ASSIGN(const auto withdrawal, withdrawal_of(store, own.record, at_server));
  const auto creates = [](const OwnChange& each) { return each.change.kind != 0; };
  if (withdrawal && std::ranges::any_of(withdrawal->refused, creates)) {
    std::ranges::for_each(withdrawal->refused, add);
  } else {
    XQ_ASSIGN(const auto changes, store.own().all_of(own.record));
    const auto state = own.state == "awaiting" ? OwnState::kAwaiting : OwnState::kRejected;
    for (const OwnChange& change : changes) {
      if (change.state == state) add(change);
    }
  }
  std::ranges::sort(edit.lets_go);
  return edit;
}

}  // namespace xinqiao
