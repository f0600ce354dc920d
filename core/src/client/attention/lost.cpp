#include "client/attention/lost.h"

#include <algorithm>

#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

// What is shown, by whoever's hand, need not come back.
Result<RecordState> missing_of(LocalStore& store, RecordState lost) {
  XQ_ASSIGN(const auto row, store.records().get(lost.record));
  if (!row) return lost;
  XQ_ASSIGN(const auto overlay, store.own().overlay(lost.record));
  const RecordState view = view_of(lost.record, row->kind, row->base ? &*row->base : nullptr, overlay);
  for (auto& [number, group] : lost.groups) {
    const auto shown = view.groups.find(number);
    if (shown == view.groups.end()) continue;
    std::erase_if(group.heads, [&](const Head& head) {
      return std::ranges::find(shown->second.heads, head.value, &Head::value) != shown->second.heads.end();
    });
  }
  std::erase_if(lost.groups, [](const auto& entry) { return entry.second.heads.empty(); });
  return lost;
}

const Head& latest(const RecordState& state) {
  const Head* found = nullptr;
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      if (found == nullptr || head.effective > found->effective) found = &head;
    }
  }
  return *found;
}

Attention attention_of(const RecordState& lost) {
  Attention item;
  item.id = lost.record;
  item.record = lost.record;
  item.kind = lost.kind;
  item.state = "lost";
  item.reason =
      "服务器恢复后缺这些内容，记录者的手机也还没有补回 / the restored server lacks this, and its author's device has "
      "not "
      "brought it back";
  item.by = latest(lost).author;
  item.at_ms = stamp_ms(latest(lost).effective);
  item.changes.push_back({.record = lost.record,
                          .kind = lost.kind,
                          .set = shown_fields(lost),
                          .cleared = {},
                          .deletes = lost.groups.contains(kDeletedGroup)});
  return item;
}

}  // namespace

Result<std::optional<RecordState>> lost_of(LocalStore& store, const Id& record) {
  XQ_ASSIGN(auto entry, store.lost().get(record));
  if (!entry) return std::optional<RecordState>();
  XQ_ASSIGN(auto missing, missing_of(store, std::move(entry->state)));
  return missing.groups.empty() ? std::optional<RecordState>() : std::optional(std::move(missing));
}

Result<std::vector<Attention>> lost_work(LocalStore& store, std::uint32_t limit) {
  XQ_ASSIGN(auto entries, store.lost().all(limit));
  std::vector<Attention> out;
  for (auto& entry : entries) {
    XQ_ASSIGN(const auto missing, missing_of(store, std::move(entry.state)));
    if (!missing.groups.empty()) out.push_back(attention_of(missing));
  }
  return out;
}

}  // namespace xinqiao
