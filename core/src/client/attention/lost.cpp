#include "client/attention/lost.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

#include "client/attention/gap.h"
#include "client/attention/gives_way.h"
#include "client/attention/held.h"
#include "client/attention/named_fields.h"
#include "client/attention/refusal.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

// What is shown, and over it or beside it what is lost.
RecordState as_it_stood(RecordState view, const RecordState* base, const RecordState& lost,
                        const LostValues::Together& together) {
  for (const auto& [number, group] : lost.groups) {
    const auto beneath = gives_way(base, number, group, together);
    auto& heads = view.groups[number].heads;
    std::erase_if(heads, [&](const Head& head) { return beneath.contains(head.id); });
    for (const Head& head : group.heads) {
      if (!has_head(heads, head.id)) heads.push_back(head);
    }
  }
  return view;
}

// What a clearing left is what is shown, where nothing is; unless it stood beside a value.
bool is_clearing(const GroupState& group) {
  return std::ranges::none_of(group.heads, [](const Head& head) { return head.value.has_value(); });
}

// Deleted, and nobody says otherwise.
bool is_gone(const RecordState& state) { return is_hidden(state) && !is_clash(state.groups.at(kDeletedGroup)); }

// It stands there, by whoever's hand. A deletion does so only where another covers as much.
bool stands(const GroupState& shown, std::uint32_t number, const Head& lost) {
  return std::ranges::any_of(shown.heads, [&](const Head& head) {
    if (number != kDeletedGroup || !lost.value) return head.value == lost.value;
    return head.value && std::ranges::includes(head.covers, lost.covers);
  });
}

// What is shown need not come back. Nor need what was deleted: of a record that was gone nothing is missing while it
// is gone, and the deletion alone once somebody's older work shows it again.
Result<RecordState> missing_of(LocalStore& store, RecordState lost) {
  XQ_ASSIGN(const auto row, store.records().get(lost.record));
  XQ_ASSIGN(const auto overlay, store.own().overlay(lost.record));
  const RecordState* base = row && row->base ? &*row->base : nullptr;
  const bool begun = row && is_begun(base, overlay);
  const RecordState view = view_of(lost.record, lost.kind, base, overlay);  // of what is not here yet own edits alone
  XQ_ASSIGN(const auto together, store.lost().together(lost.record));
  if (is_gone(as_it_stood(view, base, lost, together))) {
    const bool nothing = !begun || is_hidden(view);
    std::erase_if(lost.groups, [&](const auto& entry) { return nothing || entry.first != kDeletedGroup; });
  }
  if (!begun) return lost;
  for (auto& [number, group] : lost.groups) {
    const auto shown = view.groups.find(number);
    if (shown == view.groups.end()) {
      if (is_clearing(group)) group.heads.clear();
      continue;
    }
    std::erase_if(group.heads, [&](const Head& head) { return stands(shown->second, number, head); });
  }
  std::erase_if(lost.groups, [](const auto& entry) { return entry.second.heads.empty(); });
  return lost;
}

const Head& latest_head(const RecordState& state) {
  const Head* found = nullptr;
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      if (found == nullptr || head.effective > found->effective) found = &head;
    }
  }
  return *found;
}

// Of one author, at one time.
WrittenChange written(const RecordState& layer) {
  WrittenChange out{.record = layer.record, .kind = layer.kind, .set = shown_fields(layer), .cleared = {}};
  const Head& any = layer.groups.begin()->second.heads.front();
  out.by = any.author;
  out.at_ms = stamp_ms(any.effective);
  for (const auto& [number, group] : layer.groups) {
    const bool has_value = group.heads.front().value.has_value();
    if (number == kDeletedGroup) out.deletes = has_value;
    if (!has_value) out.cleared.push_back(number);
  }
  return out;
}

// What stands together in a layer, as it was written: by whom and when, the latest first.
std::vector<WrittenChange> written_by_each(const RecordState& layer) {
  std::map<std::pair<Stamp, Id>, RecordState> parts;
  for (const auto& [number, group] : layer.groups) {
    const Head& head = group.heads.front();
    RecordState& part = parts.try_emplace({head.effective, head.author}, layer.record, layer.kind).first->second;
    part.groups[number] = group;
  }
  std::vector<WrittenChange> out;
  out.reserve(parts.size());
  for (const auto& [when, part] : parts) out.push_back(written(part));
  std::ranges::sort(out, std::greater(), &WrittenChange::at_ms);
  return out;
}

Attention attention_of(const RecordState& lost) {
  Attention item;
  item.id = lost.record;
  item.record = lost.record;
  item.kind = lost.kind;
  item.state = "lost";
  item.reason = lost_text();
  item.by = latest_head(lost).author;
  item.at_ms = stamp_ms(latest_head(lost).effective);
  for (const RecordState& layer : layers_of(lost)) {
    std::ranges::move(written_by_each(layer), std::back_inserter(item.changes));
  }
  return item;
}

// As rights.cpp of the server has it: to put anything else back would make more that waits for the office.
Result<RecordState> writable_of(LocalStore& store, const v1::Identity& identity, RecordState lost) {
  if (is_office(identity)) return lost;
  if (!may_edit(identity, lost.kind)) lost.groups.clear();
  if (lost.kind != schema::kChildKind) return lost;
  // A child's archive is the office's to begin and to delete.
  lost.groups.erase(kDeletedGroup);
  XQ_ASSIGN(const auto row, store.records().get(lost.record));
  if (!row || !row->base || is_empty(*row->base)) lost.groups.clear();
  return lost;
}

// A decision by itself is but the number of a change: it is told with what it decides, or not at all.
Result<bool> tell_verdict(LocalStore& store, const v1::Identity& identity, const RecordState& lost, Attention& item) {
  const Fields fields = shown_fields(lost);
  const auto value = [&](std::string_view name) {
    const auto found = fields.find(named(lost.kind, name).number);
    return found == fields.end() ? Bytes() : found->second;
  };
  const Bytes change = read_bytes(value("change")).value_or("");
  if (lost.kind == schema::kReleaseKind) {
    XQ_ASSIGN(const auto gap, gap_of(store, id_about(identity, schema::kGapKind, change)));
    if (!gap || gap->state != "waiting") return false;
    item.reason = lost_release_text();
    item.changes.clear();
    item.missing = gap->item.missing;
    item.waiting = gap->item.waiting;
    return true;
  }
  XQ_ASSIGN(const auto held, held_of(store, id_about(identity, schema::kHeldChangeKind, change)));
  if (!held || !is_open(*held)) return false;
  const auto accept = named(schema::kDecisionKind, "verdict").enumeration->find("accept")->number;
  const bool accepts = read_varint(value("verdict")).value_or(0) == static_cast<std::uint64_t>(accept);
  item.reason = lost_decision_text(accepts, Bytes(read_bytes(value("why")).value_or("")));
  item.changes = held->item.changes;
  return true;
}

// What waited for the office; nothing once that was settled.
Result<std::optional<Attention>> held_lost(const RecordState& lost) {
  XQ_ASSIGN(auto held, read_held(lost.record, shown_fields(lost)));
  if (!is_open(held)) return std::optional<Attention>();
  held.item.state = "lost";
  held.item.for_office = false;
  held.item.reason = lost_held_text();
  return std::optional(std::move(held.item));
}

// Nothing of what says nothing to people.
Result<std::optional<Attention>> told_of(LocalStore& store, const v1::Identity& identity, const RecordState& missing) {
  if (missing.kind == schema::kHeldChangeKind) return held_lost(missing);
  Attention item = attention_of(missing);
  if (!schema::is_verdict(missing.kind)) return std::optional(std::move(item));
  XQ_ASSIGN(const bool told, tell_verdict(store, identity, missing, item));
  return told ? std::optional(std::move(item)) : std::optional<Attention>();
}

}  // namespace

Result<std::optional<RecordState>> lost_of(LocalStore& store, const v1::Identity& identity, const Id& record) {
  XQ_ASSIGN(auto entry, store.lost().get(record));
  if (!entry) return std::optional<RecordState>();
  XQ_ASSIGN(auto all, missing_of(store, std::move(entry->state)));
  XQ_ASSIGN(auto missing, writable_of(store, identity, std::move(all)));
  return missing.groups.empty() ? std::optional<RecordState>() : std::optional(std::move(missing));
}

namespace {

// Of heads, those that say the same as what stands among them; a clearing only when nothing else is left. Takes them
// out.
std::vector<Head> next_layer(GroupState& group, const schema::Field* field) {
  GroupState values = group;
  if (!is_clearing(group)) std::erase_if(values.heads, [](const Head& head) { return !head.value; });
  std::vector<Head> layer{standing(values, field)};
  for (const Head& head : group.heads) {
    if (head.value == layer.front().value && head.id != layer.front().id) layer.push_back(head);
  }
  std::erase_if(group.heads, [&](const Head& head) { return head.value == layer.front().value; });
  return layer;
}

}  // namespace

std::vector<RecordState> layers_of(const RecordState& lost) {
  const schema::Kind* kind = schema::find_kind(lost.kind);
  std::vector<RecordState> layers;
  const auto add = [&](std::size_t depth, std::uint32_t number, GroupState group) {
    while (layers.size() <= depth) layers.push_back({lost.record, lost.kind, {}});
    layers[depth].groups[number] = std::move(group);
  };
  for (auto [number, group] : lost.groups) {
    const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
    for (std::size_t depth = 0; number != kDeletedGroup && !group.heads.empty(); ++depth) {
      GroupState layer = group;
      layer.heads = next_layer(group, field);
      add(depth, number, std::move(layer));
    }
  }
  // What brings the record back goes with its values. A deletion is a change of its own: it covers what it had seen,
  // and nothing else.
  const auto deleted = lost.groups.find(kDeletedGroup);
  if (deleted == lost.groups.end()) return layers;
  GroupState keeps = deleted->second;
  GroupState deletes = deleted->second;
  std::erase_if(keeps.heads, [](const Head& head) { return head.value.has_value(); });
  std::erase_if(deletes.heads, [](const Head& head) { return !head.value; });
  if (!keeps.heads.empty()) add(0, kDeletedGroup, std::move(keeps));
  if (!deletes.heads.empty()) add(layers.size(), kDeletedGroup, std::move(deletes));
  return layers;
}

Result<std::vector<Attention>> lost_work(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  XQ_ASSIGN(auto entries, store.lost().all(LostValues::kRecordsMax));
  std::vector<Attention> out;
  for (auto& entry : entries) {
    if (out.size() == limit) break;
    XQ_ASSIGN(auto all, missing_of(store, std::move(entry.state)));
    XQ_ASSIGN(const auto missing, writable_of(store, identity, std::move(all)));
    if (missing.groups.empty()) continue;
    XQ_ASSIGN(auto item, told_of(store, identity, missing));
    if (item) out.push_back(*std::move(item));
  }
  return out;
}

}  // namespace xinqiao
