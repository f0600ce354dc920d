#include <algorithm>

#include "client/attention/damaged.h"
#include "client/attention/refusal.h"
#include "client/parts.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Bytes value_of(std::uint32_t number, const std::optional<Bytes>& value) {
  if (number == kDeletedGroup) return value ? kDeletedMark : "";
  return value.value_or("");
}

HistoryLine line_of_head(std::uint32_t number, const Head& head, bool shown) {
  return HistoryLine{
      number, value_of(number, head.value), head.author, stamp_ms(head.effective), shown, true, false, "accepted", ""};
}

// What a decision of a clash replaced, told with the change that decided it.
void add_seen_lines(std::vector<HistoryLine>& lines, std::vector<ChangeId>& ids, std::uint32_t number,
                    const Head& head) {
  for (const Saw& saw : head.saw) {
    bool told = false;
    for (std::size_t i = 0; i < lines.size(); ++i) told = told || (ids[i] == saw.id && lines[i].field == number);
    if (told) continue;
    lines.push_back({number, value_of(number, saw.value), saw.author, stamp_ms(saw.effective), false, false, false,
                     "accepted", ""});
    ids.push_back(saw.id);
  }
}

// Marks the line of an own change as head and shown where it is; true when there was one.
bool mark_own(std::vector<HistoryLine>& lines, const std::vector<ChangeId>& ids, std::uint32_t number, ChangeId id,
              bool shown) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (ids[i] != id || lines[i].field != number) continue;
    lines[i].head = true;
    lines[i].shown = shown;
    return true;
  }
  return false;
}

// The head that tells what is shown. Whether a record is deleted is not for its latest head alone to say.
const Head& shown_head(const RecordState& view, std::uint32_t number, const GroupState& group,
                       const schema::Kind* kind) {
  const Head& latest = standing(group, kind == nullptr ? nullptr : kind->message->find(number));
  if (number != kDeletedGroup) return latest;
  const bool hidden = is_hidden(view);
  if (latest.value.has_value() == hidden) return latest;
  const auto says_so =
      std::ranges::find_if(group.heads, [&](const Head& head) { return head.value.has_value() == hidden; });
  return says_so == group.heads.end() ? latest : *says_so;
}

// Own changes stay in the order in which they were written, whatever a wrong clock has made of their times.
std::vector<HistoryLine> by_time(std::vector<HistoryLine> lines) {
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  order.reserve(lines.size());
  std::int64_t last_own = 0;
  for (const HistoryLine& line : lines) {
    if (line.own) last_own = std::max(last_own, line.at_ms);
    order.emplace_back(line.own ? last_own : line.at_ms, order.size());
  }
  std::ranges::sort(order);
  std::vector<HistoryLine> sorted;
  sorted.reserve(lines.size());
  for (const auto& [at_ms, place] : order) sorted.push_back(std::move(lines[place]));
  return sorted;
}

}  // namespace

Result<std::vector<HistoryLine>> Client::history(const Id& id) const {
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto row, store.records().get(id));
  if (!row) return Error{ErrorCode::kNotFound, "本机没有这条记录 / this device does not hold the record " + id.uuid()};
  if (row->damaged) return damaged_record();
  XQ_ASSIGN(const auto overlay, store.own().overlay(id));
  XQ_ASSIGN(const auto own, store.own().all_of(id));
  const RecordState view = view_of(id, row->kind, row->base ? &*row->base : nullptr, overlay);

  std::vector<HistoryLine> lines;
  std::vector<ChangeId> ids;
  for (const OwnChange& change : own) {
    XQ_ASSIGN(const auto why, is_refused(change.state) ? store.own().why(change.seq) : Result<std::string>(""));
    for (const TouchedGroup& touched : change.change.groups) {
      lines.push_back({touched.number, value_of(touched.number, touched.value), change.change.author,
                       stamp_ms(change.change.effective), false, false, true, refusal_name(change),
                       refusal_text(change.reason, why)});
      ids.push_back(change.change.id);
    }
  }
  const schema::Kind* kind = schema::find_kind(view.kind);
  for (const auto& [number, group] : view.groups) {
    if (group.heads.empty()) continue;
    const Head& shown = shown_head(view, number, group, kind);
    for (const Head& head : group.heads) {
      if (mark_own(lines, ids, number, head.id, &head == &shown)) continue;
      lines.push_back(line_of_head(number, head, &head == &shown));
      ids.push_back(head.id);
    }
    for (const Head& head : group.heads) add_seen_lines(lines, ids, number, head);
  }
  return by_time(std::move(lines));
}

}  // namespace xinqiao
