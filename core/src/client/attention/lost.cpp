#include "client/attention/lost.h"

#include <algorithm>

#include "client/attention/held.h"
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

// What waited for the office; nothing once that was settled.
Result<std::optional<Attention>> held_lost(const RecordState& lost) {
  XQ_ASSIGN(auto held, read_held(lost.record, shown_fields(lost)));
  if (!is_open(held)) return std::optional<Attention>();
  held.item.state = "lost";
  held.item.for_office = false;
  held.item.reason =
      "服务器恢复后缺这项没有收进来的内容：请让记录者的手机同步；手机找不到了就照着重新登记，再用 let-go 移出 / the "
      "restored server lacks this work that was not taken yet: let its author's device sync; if that is gone, enter it "
      "anew from here, then let-go";
  return std::optional(std::move(held.item));
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
    if (missing.groups.empty()) continue;
    if (missing.kind != schema::kHeldChangeKind) {
      out.push_back(attention_of(missing));
      continue;
    }
    XQ_ASSIGN(auto held, held_lost(missing));
    if (held) out.push_back(*std::move(held));
  }
  return out;
}

}  // namespace xinqiao
