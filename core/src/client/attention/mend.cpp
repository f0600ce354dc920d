#include "client/attention/mend.h"

#include <algorithm>

#include "client/view.h"
#include "merge/replaces.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

void name_seen(std::vector<ChangeId>& seen, ChangeId id) {
  const auto at = std::ranges::lower_bound(seen, id);
  if (at == seen.end() || *at != id) seen.insert(at, id);
}

// A person's drafts of one field before a sync are few; a program's that writes on and on stay within a change's
// limits.
constexpr std::size_t kSeenThroughMax = 256;

void name_all(std::vector<ChangeId>& seen, const std::vector<ChangeId>& more) {
  for (const ChangeId id : more) {
    if (seen.size() < kSeenThroughMax) name_seen(seen, id);
  }
}

bool touches(const Edit& edit, std::uint32_t number) {
  return edit.set.contains(number) || std::ranges::find(edit.cleared, number) != edit.cleared.end();
}

bool creates(const OwnChange& own) { return own.change.kind != 0; }

// Of what the author wrote of a record, what nobody has done with yet.
Result<std::vector<OwnChange>> still_open(ReplacedAtServer& at_server, std::vector<OwnChange> own) {
  std::erase_if(own, [](const OwnChange& each) { return is_letting_go(each.change); });
  if (std::ranges::none_of(own, is_refused, &OwnChange::state)) return own;
  XQ_ASSIGN(const auto* replaced, at_server.ids());
  std::erase_if(own,
                [&](const OwnChange& each) { return is_refused(each.state) && replaced->contains(each.change.id); });
  return own;
}

bool stands(const OwnChange& own) { return own.state != OwnState::kReplaced && own.state != OwnState::kErased; }

// By its author, before the server has heard of it.
bool is_taken_back(const std::vector<OwnChange>& own) {
  bool created = false;
  bool deleted = false;
  for (const OwnChange& each : own) {
    if (each.state != OwnState::kWaiting) continue;
    created = created || creates(each);
    deleted = is_deletion(each.change) || (deleted && !creates(each));
  }
  return created && deleted;
}

// Null: the server has nothing of it.
const RecordState* base_of(const std::optional<BaseRecords::Row>& row) {
  return row && row->base && !is_empty(*row->base) ? &*row->base : nullptr;
}

}  // namespace

Result<std::optional<Mending>> mending_of(LocalStore& store, const Id& record, ReplacedAtServer& at_server) {
  std::optional<Mending> none;
  XQ_ASSIGN(const auto row, store.records().get(record));
  if (!row) return none;
  XQ_ASSIGN(auto all, store.own().all_of(record));
  XQ_ASSIGN(const auto own, still_open(at_server, std::move(all)));
  Mending mending;
  mending.unsent = std::ranges::none_of(own, is_refused, &OwnChange::state);
  if (mending.unsent) {
    if (row->base || !is_taken_back(own)) return none;
    XQ_ASSIGN(const bool may_have_arrived, store.own().may_have_arrived(record));
    if (may_have_arrived) return none;
  }
  std::vector<OwnChange> shown;
  for (const OwnChange& each : own) {
    if (is_refused(each.state)) mending.refused.push_back(each);
    const bool awaits = each.state == OwnState::kAwaiting;
    if (is_refused(each.state) || each.state <= OwnState::kAccepted || awaits) shown.push_back(each);
  }
  // Another's record that is not here, as after a restore, is not created anew by whoever edited it.
  const bool created = std::ranges::any_of(
      own, [](const OwnChange& each) { return each.state <= OwnState::kAccepted && creates(each); });
  const bool creation_refused = std::ranges::any_of(mending.refused, creates);
  mending.from_nothing = mending.unsent || (!row->base && !created && creation_refused);
  const bool sent_back =
      std::ranges::any_of(mending.refused, [](const OwnChange& each) { return each.state == OwnState::kRejected; });
  if (!mending.from_nothing && !sent_back) return none;
  // What still waits to be sent will wait there behind what was refused.
  for (const OwnChange& each : own) {
    const bool awaits = mending.unsent && each.state == OwnState::kAwaiting;
    if (each.state == OwnState::kWaiting || awaits) mending.refused.push_back(each);
  }
  std::ranges::sort(mending.refused, {}, &OwnChange::seq);
  mending.view = view_of(record, row->kind, row->base ? &*row->base : nullptr, shown);
  return std::optional(std::move(mending));
}

Result<std::optional<Mending>> withdrawal_of(LocalStore& store, const Id& record, ReplacedAtServer& at_server) {
  std::optional<Mending> none;
  XQ_ASSIGN(const auto row, store.records().get(record));
  if (!row || base_of(row) != nullptr) return none;
  XQ_ASSIGN(auto all, store.own().all_of(record));
  XQ_ASSIGN(const auto own, still_open(at_server, std::move(all)));
  Mending mending;
  bool refused = false;
  bool created = false;
  for (const OwnChange& each : own) {
    const bool taken = each.state == OwnState::kAccepted || each.state == OwnState::kSettled;
    if (taken && creates(each)) return none;
    refused = refused || is_refused(each.state) || each.state == OwnState::kAwaiting;
    created = created || (creates(each) && stands(each));
    if (!taken && stands(each)) mending.refused.push_back(each);
  }
  if (!created) return none;  // another's, which a restored server lacks
  mending.view.record = record;
  mending.view.kind = row->kind;
  return refused ? std::optional(std::move(mending)) : none;
}

Result<bool> is_withdrawn(LocalStore& store, const Id& record, ReplacedAtServer& at_server) {
  XQ_ASSIGN(const auto row, store.records().get(record));
  if (!row || base_of(row) != nullptr) return false;
  XQ_ASSIGN(auto own, store.own().all_of(record));
  const bool taken_back = std::ranges::any_of(
      own, [](const OwnChange& each) { return is_deletion(each.change) || is_letting_go(each.change); });
  if (!taken_back || std::ranges::none_of(own, creates)) return false;  // of another's record only the edit is let go
  XQ_ASSIGN(const auto open, still_open(at_server, std::move(own)));
  return std::ranges::none_of(open, [](const OwnChange& each) { return stands(each) && creates(each); });
}

Error withdrawn_record() {
  return Error{
      ErrorCode::kRefused,
      "这条记录已经撤回，写过的内容见 history；要用请重新登记一条 / it was taken back; history tells what stood "
      "there: enter it anew"};
}

void see_through(Change& change, const std::vector<OwnChange>& own) {
  const auto untaken = [&](ChangeId id) -> const OwnChange* {
    const auto found = std::ranges::find(own, id, [](const OwnChange& each) { return each.change.id; });
    const bool taken = found == own.end() || found->state == OwnState::kAccepted || found->state == OwnState::kSettled;
    return taken ? nullptr : &*found;
  };
  // Its own `seen` is complete in the same way, so one step back is enough.
  for (TouchedGroup& group : change.groups) {
    const std::vector<ChangeId> seen = group.seen;
    for (const ChangeId id : seen) {
      const OwnChange* before = untaken(id);
      if (before == nullptr) continue;
      for (const TouchedGroup& theirs : before->change.groups) {
        if (theirs.number == group.number) name_all(group.seen, theirs.seen);
      }
    }
    const std::vector<ChangeId> covers = group.covers;
    for (const ChangeId id : covers) {
      const OwnChange* before = untaken(id);
      if (before == nullptr) continue;
      for (const TouchedGroup& theirs : before->change.groups) {
        name_all(group.covers, theirs.seen);
        name_all(group.covers, theirs.covers);
      }
    }
  }
}

void mend(const Mending& mending, Edit& edit) {
  if (edit.draft.kind == 0) edit.draft.kind = mending.view.kind;
  const Fields values = shown_fields(mending.view);
  for (const OwnChange& refused : mending.refused) {
    if (edit.deletes) name_seen(edit.draft.heads, refused.change.id);
    for (const TouchedGroup& group : refused.change.groups) {
      // What it had seen stands at the server still.
      for (const ChangeId id : group.covers) name_seen(edit.draft.heads, id);
      if (edit.deletes && group.number != kDeletedGroup) {
        for (const ChangeId id : group.seen) name_seen(edit.draft.heads, id);
        continue;
      }
      for (const ChangeId id : group.seen) name_seen(edit.draft.seen[group.number], id);
      name_seen(edit.draft.seen[group.number], refused.change.id);
      if (edit.deletes || touches(edit, group.number)) continue;
      const auto value = values.find(group.number);
      if (value != values.end()) {
        edit.set[group.number] = value->second;
      } else {
        edit.cleared.push_back(group.number);
      }
    }
  }
  std::ranges::sort(edit.cleared);
}

}  // namespace xinqiao
