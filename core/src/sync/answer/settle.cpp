#include "sync/answer/settle.h"

#include <algorithm>
#include <set>

#include "merge/saw.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "sync/restored/beneath.h"

namespace xinqiao::sync {
namespace {

// Own changes of this sync that stand in a clash of the record.
void find_clashing(const RecordState& state, Progressed& progressed) {
  if (schema::is_verdict(state.kind)) return;
  const auto note = [&](ChangeId id) {
    if (progressed.accepted.contains(id)) progressed.clashing.insert(id);
  };
  for (const auto& [number, group] : state.groups) {
    const bool deletion = number == kDeletedGroup && is_deletion_clash(state);
    if (!deletion && !is_clash(group)) continue;
    for (const Head& head : group.heads) note(head.id);
  }
  if (!is_deletion_clash(state)) return;
  for (const ChangeId id : uncovered_heads(state)) note(id);
}

bool counts(const OwnChange& own) { return own.state == OwnState::kAccepted || own.state == OwnState::kSettled; }

// Base shows something in it that the change had not seen. Either the record has left the scope, and the device is told
// nothing but its own verdicts, in whatever order they come; or a restored server had lost what came between them, told
// the device so, and has it again from somebody else: then the group is left out as own, though others moved it too.
bool is_beside(const GroupState& group, const TouchedGroup& change, ChangeId id) {
  return std::ranges::any_of(group.heads, [&](const Head& head) {
    return head.id != id && !std::ranges::binary_search(change.seen, head.id);
  });
}

}  // namespace

Id child_of(const RecordState& state) {
  if (state.kind == schema::kChildKind) return state.record;
  const std::uint32_t number = schema::child_field(state.kind);
  const auto group = state.groups.find(number);
  if (number == 0 || group == state.groups.end() || group->second.heads.empty()) return {};
  const Head& head = standing(group->second, nullptr);
  return head.value ? Id::from_bytes(read_bytes(*head.value).value_or("")) : Id();
}

bool saw(const Change& change, std::uint32_t number, ChangeId id) {
  const TouchedGroup* group = touched(change, number);
  return group != nullptr && std::ranges::binary_search(group->seen, id);
}

bool is_overwritten(const GroupState& group, std::uint32_t number, ChangeId id, const std::vector<OwnChange>& own) {
  return std::ranges::any_of(own, [&](const OwnChange& each) {
    const bool in_base = each.state == OwnState::kSettled || has_head(group.heads, each.change.id);
    return in_base && saw(each.change, number, id);
  });
}

Head head_of(const Change& change, const TouchedGroup& touched, const GroupState& before) {
  auto saw = saw_in(before, touched.number, touched.seen);
  if (!is_story(saw)) saw.clear();
  return {change.id, touched.value, change.effective, change.author, touched.covers, std::move(saw)};
}

void put_beside(GroupState& group, std::uint32_t number, std::vector<Head> heads, const std::vector<OwnChange>& own) {
  for (Head& head : heads) {
    if (!has_head(group.heads, head.id)) group.heads.push_back(std::move(head));
  }
  std::erase_if(group.heads, [&](const Head& head) {
    return std::ranges::any_of(
        own, [&](const OwnChange& each) { return counts(each) && saw(each.change, number, head.id); });
  });
  std::ranges::sort(group.heads, {}, &Head::id);
}

Status take_delta(LocalStore& store, const v1::RecordState& message, Progressed& progressed) {
  XQ_ASSIGN(auto delta, decode_state(message));
  XQ_ASSIGN(auto row, store.records().get(delta.record));
  XQ_TRY(forget_beneath(store, delta));
  RecordState base;
  if (row && row->base && !message.entering()) base = std::move(*row->base);
  base.record = delta.record;
  base.kind = delta.kind;
  const bool is_all = base.groups.empty();
  if (is_all) {
    base.groups = std::move(delta.groups);
  } else {
    for (auto& [number, group] : delta.groups) base.groups[number] = std::move(group);
  }
  if (row && row->damaged) XQ_TRY(store.wanted().add(base.record));
  find_clashing(base, progressed);
  progressed.pulled.insert(base.record);
  // What is new here is kept in the very form in which it came.
  if (is_all && !row) return store.records().add(base, child_of(base), message);
  return store.records().put(base, child_of(base), row);
}

namespace {

Status settle_group(LocalStore& store, const OwnChange& own, const TouchedGroup& touched, bool seen_before_it_came,
                    GroupState& group) {
  Head head = head_of(own.change, touched, group);
  const bool beside = is_beside(group, touched, own.change.id);
  if (beside || !group.named.empty()) XQ_TRY(store.wanted().add(own.change.record));
  group.seq = own.org_seq;
  if (seen_before_it_came) return {};
  if (!beside) {
    group.heads = {std::move(head)};
    return {};
  }
  XQ_ASSIGN(const auto all, store.own().all_of(own.change.record));
  put_beside(group, touched.number, {std::move(head)}, all);
  return {};
}

// One own change becomes part of base. False: the server has told nothing of the record itself: it stays until that is
// back.
Result<bool> settle_one(LocalStore& store, const OwnChange& own, RecordState& base) {
  const Change& change = own.change;
  XQ_ASSIGN(auto row, store.records().get(change.record));
  if (change.kind == 0 && (!row || !row->base)) return false;
  if (row && row->base) base = std::move(*row->base);
  base.record = change.record;
  if (base.kind == 0) base.kind = change.kind != 0 ? change.kind : (row ? row->kind : 0);
  if (row && row->damaged) XQ_TRY(store.wanted().add(change.record));
  std::vector<std::uint32_t> settled;
  settled.reserve(change.groups.size());
  for (const TouchedGroup& touched : change.groups) {
    GroupState& group = base.groups[touched.number];
    const bool seen_before_it_came = std::erase(group.named, change.id) > 0;
    if (group.seq >= own.org_seq) continue;
    XQ_TRY(settle_group(store, own, touched, seen_before_it_came, group));
    settled.push_back(touched.number);
  }
  XQ_TRY(store.own().settle(own.seq));
  XQ_TRY(pass_over_beneath(store, base, settled));
  XQ_TRY(store.records().put(base, child_of(base), row));
  return true;
}

bool stands_in_clash(const RecordState& state) {
  return is_deletion_clash(state) ||
         std::ranges::any_of(state.groups, [](const auto& entry) { return is_clash(entry.second); });
}

}  // namespace

Status settle_own(LocalStore& store, std::uint64_t complete_seq, Progressed& progressed) {
  std::set<Id> in_clash;  // records of this sync
  OwnLog::AcceptedPart part{.more = true};
  while (part.more) {
    XQ_ASSIGN(part, store.own().accepted_up_to(complete_seq, part.last));
    for (const OwnChange& own : part.changes) {
      RecordState base;
      XQ_ASSIGN(const bool settled, settle_one(store, own, base));
      if (settled && progressed.accepted.contains(own.change.id) && stands_in_clash(base)) {
        in_clash.insert(own.change.record);
      }
    }
  }
  // Only now is what was left out as own beside what others wrote.
  for (const Id& record : in_clash) {
    XQ_ASSIGN(const auto row, store.records().get(record));
    if (row && row->base) find_clashing(*row->base, progressed);
  }
  // What cannot be read the server has.
  XQ_ASSIGN(const auto damaged, store.own().damaged_accepted(complete_seq));
  for (const auto& own : damaged) {
    XQ_TRY(store.wanted().add(own.record));
    XQ_TRY(store.own().settle(own.seq));
  }
  return {};
}

}  // namespace xinqiao::sync
