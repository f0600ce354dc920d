#include <algorithm>
#include <set>

#include "client/attention/damaged.h"
#include "client/attention/held.h"
#include "client/attention/refusal.h"
#include "client/parts.h"
#include "client/view.h"
#include "merge/replaces.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Bytes value_of(std::uint32_t number, const std::optional<Bytes>& value) {
  if (number == kDeletedGroup) return value ? kDeletedMark : "";
  return value.value_or("");
}

// What is told of one change in one group.
struct Told {
  HistoryLine line;
  ChangeId id = 0;
  Stamp stamp = 0;
};

Told told_of_head(std::uint32_t number, const Head& head, bool shown) {
  return {
      {number, value_of(number, head.value), head.author, stamp_ms(head.effective), shown, true, false, "accepted", ""},
      head.id,
      head.effective};
}

Told* find(std::vector<Told>& all, ChangeId id, std::uint32_t number) {
  const auto found =
      std::ranges::find_if(all, [&](const Told& told) { return told.id == id && told.line.field == number; });
  return found == all.end() ? nullptr : &*found;
}

// What a decision of a clash replaced, told before the change that decided it, whatever a wrong clock has made of their
// times.
void add_seen(std::vector<Told>& all, std::uint32_t number, const Head& head) {
  for (const Saw& saw : head.saw) {
    if (Told* decision = find(all, head.id, number)) decision->stamp = std::max(decision->stamp, saw.effective + 1);
    if (find(all, saw.id, number) != nullptr) continue;
    all.push_back({{number, value_of(number, saw.value), saw.author, stamp_ms(saw.effective), false, false, false,
                    "accepted", ""},
                   saw.id,
                   saw.effective});
  }
}

// The head that tells what is shown. Whether a record is deleted is not for its latest head alone to say: null when
// none says what is.
const Head* shown_head(const RecordState& view, std::uint32_t number, const GroupState& group,
                       const schema::Kind* kind) {
  const Head& latest = standing(group, kind == nullptr ? nullptr : kind->message->find(number));
  if (number != kDeletedGroup) return &latest;
  const bool hidden = is_hidden(view);
  if (latest.value.has_value() == hidden) return &latest;
  const auto says_so =
      std::ranges::find_if(group.heads, [&](const Head& head) { return head.value.has_value() == hidden; });
  return says_so == group.heads.end() ? nullptr : &*says_so;
}

std::set<ChangeId> gone_of(const std::vector<OwnChange>& own) {
  std::set<ChangeId> ids;
  for (const OwnChange& each : own) {
    if (!is_letting_go(each.change)) continue;
    const auto& covers = each.change.groups.front().covers;
    ids.insert(covers.begin(), covers.end());
  }
  return ids;
}

// Own changes stay in the order in which they were written, whatever a wrong clock has made of their times.
std::vector<HistoryLine> by_time(std::vector<Told> all) {
  std::vector<std::pair<Stamp, std::size_t>> order;
  order.reserve(all.size());
  Stamp last_own = 0;
  for (const Told& told : all) {
    if (told.line.own) last_own = std::max(last_own, told.stamp);
    order.emplace_back(told.line.own ? last_own : told.stamp, order.size());
  }
  std::ranges::sort(order);
  std::vector<HistoryLine> sorted;
  sorted.reserve(all.size());
  for (const auto& [stamp, place] : order) sorted.push_back(std::move(all[place].line));
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

  std::vector<Told> all;
  const std::set<ChangeId> gone = gone_of(own);
  ReplacedAtServer at_server(store);
  for (const OwnChange& change : own) {
    if (is_letting_go(change.change)) continue;
    bool replaced = change.state == OwnState::kReplaced;
    if (is_refused(change.state)) {
      XQ_ASSIGN(const auto* elsewhere, at_server.ids());
      replaced = elsewhere->contains(change.change.id);
    }
    const bool went = replaced && gone.contains(change.change.id);
    XQ_ASSIGN(const auto why,
              replaced || is_refused(change.state) ? store.own().why(change.seq) : Result<std::string>(""));
    for (const TouchedGroup& touched : change.change.groups) {
      all.push_back({{touched.number, value_of(touched.number, touched.value), change.change.author,
                      stamp_ms(change.change.effective), false, false, true,
                      went       ? "let-go"
                      : replaced ? state_name(OwnState::kReplaced)
                                 : refusal_name(change),
                      replaced ? past_text(change.reason, why) : refusal_text(change.reason, why)},
                     change.change.id,
                     change.change.effective});
    }
  }
  const schema::Kind* kind = schema::find_kind(view.kind);
  for (const auto& [number, group] : view.groups) {
    if (group.heads.empty()) continue;
    const Head* shown = shown_head(view, number, group, kind);
    for (const Head& head : group.heads) {
      if (Told* own_line = find(all, head.id, number)) {
        own_line->line.head = true;
        own_line->line.shown = &head == shown;
      } else {
        all.push_back(told_of_head(number, head, &head == shown));
      }
    }
    for (const Head& head : group.heads) add_seen(all, number, head);
  }
  return by_time(std::move(all));
}

}  // namespace xinqiao
