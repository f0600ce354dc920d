#include <algorithm>

#include "client/attention/held.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "client/parts.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Bytes shown_value(std::uint32_t number, const std::optional<Bytes>& value) {
  return number == kDeletedGroup && value ? Bytes(kDeletedMark) : value.value_or("");
}

ClashValue value_of(std::uint32_t number, const Head& head, bool shown) {
  ClashValue value{head.id, shown_value(number, head.value), head.author, stamp_ms(head.effective), shown, {}};
  std::vector<Saw> in_time = head.saw;
  std::ranges::sort(in_time, {}, [](const Saw& saw) { return std::pair(saw.effective, saw.id); });
  for (const Saw& saw : in_time) {
    if (saw.how == Saw::How::kEarlier) continue;
    value.saw.push_back({shown_value(number, saw.value), saw.author, stamp_ms(saw.effective)});
  }
  return value;
}

Clash clash_of(const RecordState& view, std::uint32_t number, const GroupState& group) {
  const schema::Kind* kind = schema::find_kind(view.kind);
  const Head& shown = standing(group, kind == nullptr ? nullptr : kind->message->find(number));
  const bool hidden = is_hidden(view);
  Clash clash{clash_id(view.record, number), view.record, view.kind, number, {}};
  clash.values.reserve(group.heads.size());
  for (const Head& head : group.heads) {
    // Of a deletion lists know no stamps: the record is there or it is not.
    const bool stands = number == kDeletedGroup ? head.value.has_value() == hidden : head.value == shown.value;
    clash.values.push_back(value_of(number, head, stands));
  }
  return clash;
}

// Deleted (a value) on one side, and on the other, without one, the authors of what the deletion had not seen.
Clash deletion_clash_of(const RecordState& view) {
  Clash clash{clash_id(view.record, kDeletedGroup), view.record, view.kind, kDeletedGroup, {}};
  for (const Head& head : view.groups.at(kDeletedGroup).heads) {
    if (head.value) clash.values.push_back({head.id, kDeletedMark, head.author, stamp_ms(head.effective), false, {}});
  }
  const auto uncovered = uncovered_heads(view);
  for (const auto& [number, group] : view.groups) {
    if (number == kDeletedGroup) continue;
    for (const Head& head : group.heads) {
      if (!std::binary_search(uncovered.begin(), uncovered.end(), head.id)) continue;
      const bool listed = std::ranges::find(clash.values, head.id, &ClashValue::id) != clash.values.end();
      if (!listed) clash.values.push_back({head.id, "", head.author, stamp_ms(head.effective), true, {}});
    }
  }
  return clash;
}

std::optional<Clash> find_clash(const RecordState& view, std::uint32_t number, const GroupState& group) {
  if (schema::is_verdict(view.kind)) return std::nullopt;
  if (number == kDeletedGroup && is_deletion_clash(view)) return deletion_clash_of(view);
  if (is_clash(group) && (number == kDeletedGroup || !is_hidden(view))) return clash_of(view, number, group);
  return std::nullopt;
}

std::vector<ChangeId> ids_of(const Clash& clash) {
  std::vector<ChangeId> ids;
  ids.reserve(clash.values.size());
  for (const ClashValue& value : clash.values) ids.push_back(value.id);
  std::ranges::sort(ids);
  return ids;
}

Error no_such_clash() {
  return Error{
      ErrorCode::kNotFound,
      "没有这处冲突，可能已经解决：请用 clashes 再看一次 / there is no such clash, it may be settled: list them "
      "again with clashes"};
}

Error look_first() {
  return Error{
      ErrorCode::kRefused,
      "本机还没有列出过这处冲突：请先用 clashes 查看，再决定 / this device has not listed the clash: look first "
      "with clashes, then decide"};
}

Error has_changed() {
  return Error{
      ErrorCode::kRefused,
      "这处冲突在您查看之后又有变化：请用 clashes 再看一次，然后决定 / the clash has changed since you looked at it: "
      "list it again with clashes, then decide"};
}

// What a helper decides of these waits for an office, which can decide by itself.
Error for_the_office() {
  return Error{ErrorCode::kRefused,
               "这种记录的冲突由乡镇办公室决定 / a clash in a record of this kind is for the office to decide"};
}

// The edit that makes `chosen` the one value, in the eyes of somebody who has seen all.
Edit deciding(const RecordState& view, const Clash& clash, const Bytes& chosen) {
  Edit edit;
  edit.draft = draft_of(view);
  std::vector<ChangeId> seen;
  for (const Head& head : view.groups.at(clash.field).heads) seen.push_back(head.id);
  edit.draft.seen[clash.field] = std::move(seen);
  edit.decides = true;
  if (clash.field == kDeletedGroup && !chosen.empty()) {
    edit.deletes = true;
  } else if (chosen.empty()) {
    edit.cleared = {clash.field};
  } else {
    edit.set[clash.field] = chosen;
  }
  return edit;
}

Result<Bytes> chosen_value(const Clash& clash, const Resolution& resolution) {
  switch (resolution.how) {
    case Resolution::How::kKeep: {
      const auto shown = std::ranges::find(clash.values, true, &ClashValue::shown);
      return shown == clash.values.end() ? Bytes() : shown->value;
    }
    case Resolution::How::kTake:
      if (resolution.index < clash.values.size()) return clash.values[resolution.index].value;
      return Error{ErrorCode::kInvalid, "这处冲突只有 " + std::to_string(clash.values.size()) +
                                            " 个值 / the clash has " + std::to_string(clash.values.size()) + " values"};
    case Resolution::How::kValue:
      if (clash.field != kDeletedGroup) return resolution.value;
      return Error{ErrorCode::kInvalid,
                   "删除与否只能用 keep 或 take 决定 / whether a record is deleted is decided with keep or take"};
  }
  return Bytes();
}

}  // namespace

Result<std::vector<Clash>> Client::clashes() const {
  std::vector<Clash> out;
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& view) -> Status {
    for (const auto& [number, group] : view.groups) {
      if (const auto clash = find_clash(view, number, group)) out.push_back(*clash);
    }
    return {};
  }));
  return out;
}

Status Client::remember_shown(const std::vector<Clash>& clashes) {
  v1::ShownClashes shown;
  for (const Clash& clash : clashes) {
    auto& one = *shown.add_clashes();
    one.set_id(clash.id);
    for (const ChangeId id : ids_of(clash)) one.add_values(id);
  }
  return parts_->store->meta().put_shown_clashes(shown);
}

Result<Client::Saved> Client::resolve(std::uint64_t clash_id, const Resolution& resolution) {
  std::optional<Clash> clash;
  RecordState view;
  XQ_TRY(for_each_view(*parts_->store, [&](const RecordState& one) -> Status {
    for (const auto& [number, group] : one.groups) {
      if (xinqiao::clash_id(one.record, number) != clash_id) continue;
      clash = find_clash(one, number, group);
      view = one;
    }
    return {};
  }));
  if (!clash) return no_such_clash();
  XQ_TRY(parts_->require_enrolled());
  if (!may_edit(*parts_->identity, clash->kind)) return for_the_office();

  std::vector<ChangeId> looked_at = resolution.looked_at;
  if (looked_at.empty()) {
    XQ_ASSIGN(const auto shown, parts_->store->meta().shown_clashes());
    for (const auto& one : shown.clashes()) {
      if (one.id() == clash_id) looked_at.assign(one.values().begin(), one.values().end());
    }
  }
  if (looked_at.empty()) return look_first();
  std::ranges::sort(looked_at);
  if (looked_at != ids_of(*clash)) return has_changed();

  if (resolution.only_check) return Saved();
  XQ_ASSIGN(const Bytes chosen, chosen_value(*clash, resolution));
  Edit edit = deciding(view, *clash, chosen);
  edit.repeats = resolution.how != Resolution::How::kValue;
  return save({std::move(edit)});
}

}  // namespace xinqiao
