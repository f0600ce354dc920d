#include "merge/world/phone_model.h"

#include <algorithm>

#include "base/limits.h"
#include "client/device_time.h"
#include "merge/changes.h"
#include "merge/standing.h"
#include "testing/seeded_random.h"

namespace xinqiao::testing {
namespace {

int record_number(const Id& id) { return id.bytes().back() - '0'; }

// One set for all groups of the change.
void share_seen(Change& change) {
  std::set<ChangeId> all;
  for (const TouchedGroup& touched : change.groups) all.insert(touched.seen.begin(), touched.seen.end());
  for (TouchedGroup& touched : change.groups) touched.seen.assign(all.begin(), all.end());
}

std::vector<ChangeId> seen_by(Bug bug, const GroupState& group, const schema::Field* field,
                              const std::vector<ChangeId>& rightly) {
  if (bug == Bug::kSeenWinnerOnly && !group.heads.empty()) return {standing(group, field).id};
  if (bug == Bug::kGraverDoesNotStand) return shown_ids(group, nullptr);
  if (bug != Bug::kSeenAllHeads) return rightly;
  std::vector<ChangeId> ids;
  ids.reserve(group.heads.size());
  for (const Head& head : group.heads) ids.push_back(head.id);
  return ids;
}

}  // namespace

Id world_record(int record) { return Id::from_bytes("record-16-bytes" + std::to_string(record)); }

RecordState PhoneModel::view(int record) const {
  const Id id = world_record(record);
  std::vector<OwnChange> overlay;
  for (const OwnChange& own : own_) {
    const bool shown =
        own.state <= OwnState::kAccepted || (bug_ == Bug::kRefusedStaysInView && own.state == OwnState::kRejected);
    if (own.change.record == id && shown) overlay.push_back(own);
  }
  const auto base = base_.find(id);
  return view_of(id, kWorldKind, base == base_.end() ? nullptr : &base->second, overlay);
}

Draft PhoneModel::draft_of_view(int record) const {
  const RecordState state = view(record);
  Draft draft = draft_of(state);
  for (const auto& [number, group] : state.groups) {
    const schema::Field* field = schema::find_kind(kWorldKind)->message->find(number);
    if (number != kDeletedGroup) {
      draft.seen[number] = seen_by(bug_, group, field, draft.seen[number]);
    } else if (bug_ == Bug::kDeletionNamesShown) {
      draft.seen[number] = shown_ids(group, nullptr);
    }
  }
  if (bug_ != Bug::kDeletionOmitsHeads) return draft;
  draft.heads.clear();
  for (const auto& [number, ids] : draft.seen) {
    if (number != kDeletedGroup) draft.heads.insert(draft.heads.end(), ids.begin(), ids.end());
  }
  std::ranges::sort(draft.heads);
  return draft;
}

Form PhoneModel::open(int record) const {
  const RecordState state = view(record);
  Form form{record, draft_of_view(record), {}, oracle_.view(number_, record), is_empty(state)};
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) form.sides[number].push_back(head.id);
  }
  return form;
}

// As Client::save does.
Change PhoneModel::to_change(const Filled& filled, const Draft& draft) const {
  Change change;
  change.record = draft.id;
  change.kind = filled.form.creates ? kWorldKind : 0;
  change.author = Id::from_bytes("author-16-bytes" + std::to_string(number_));
  for (const auto& [group, value] : filled.values) {
    const auto number = static_cast<std::uint32_t>(group);
    TouchedGroup touched{number, std::nullopt, {}, {}};
    const auto& named = filled.resolves ? filled.form.sides : draft.seen;
    if (const auto seen = named.find(number); seen != named.end()) touched.seen = seen->second;
    if (value != Oracle::kCleared && group != Oracle::kDeletion)
      touched.value = number_field(number, static_cast<std::uint64_t>(value));
    if (value != Oracle::kCleared && group == Oracle::kDeletion) {
      touched.value = Bytes();
      touched.covers = draft.heads;
    }
    change.groups.push_back(std::move(touched));
  }
  if (bug_ == Bug::kSeenSharedByGroups) share_seen(change);
  return change;
}

void PhoneModel::save(std::vector<Filled> together, std::int64_t true_ms) {
  std::vector<Oracle::Write> writes;
  for (const Filled& filled : together) {
    const bool late = bug_ == Bug::kSeenAtSave;
    OwnChange own;
    own.seq = own_.size() + 1;
    own.change = to_change(filled, late ? draft_of_view(filled.form.record) : filled.form.draft);
    own.change.id = SeededRandom(static_cast<std::uint64_t>(number_) << 32 | own.seq).next();
    if (&filled == &together.front() && together.size() > 1)
      own.change.transaction = static_cast<std::uint32_t>(together.size());
    writer_.set_stamp(next_stamp(writer_.stamp(), true_time_ms(writer_, true_ms + skew_ms_, std::nullopt)));
    own.change.written = own.change.effective = writer_.stamp();
    if (filled.bad) bad_.insert(own.change.id);
    writes.push_back({own.change.id, filled.form.record, own.change.written, filled.form.screen, filled.values,
                      filled.resolves, filled.bad});
    own_.push_back(std::move(own));
  }
  oracle_.saved(number_, true_ms, writes);
}

Request PhoneModel::request(std::size_t page_records) {
  Request request{{}, bad_, cursor_, page_records};
  for (const OwnChange& own : own_) {
    if (own.state == OwnState::kWaiting) request.changes.push_back(own.change);
  }
  return request;
}

void PhoneModel::take(const Response& response, std::int64_t took_ms, std::int64_t true_ms) {
  Stamp latest = 0;
  take_receipts(response.receipts, latest);
  for (const RecordState& delta : response.deltas) take_delta(delta, response.as_of);
  if (response.complete) settle(response.complete_seq);
  if (bug_ == Bug::kOverlayDroppedAtPage) {
    for (OwnChange& own : own_) {
      if (own.state == OwnState::kAccepted) own.state = OwnState::kSettled;
    }
  }
  cursor_ = response.cursor;
  learn_clock(response, latest, took_ms, true_ms);
}

void PhoneModel::take_receipts(const std::vector<Receipt>& receipts, Stamp& latest) {
  for (const Receipt& receipt : receipts) {
    const auto own = std::ranges::find_if(own_, [&](const OwnChange& one) { return one.change.id == receipt.id; });
    own->state = receipt.accepted ? OwnState::kAccepted : OwnState::kRejected;
    own->org_seq = receipt.seq;
    own->change.effective = receipt.effective;
    if (receipt.accepted) latest = std::max(latest, receipt.effective);
    oracle_.receipt_read(receipt.id);
  }
}

void PhoneModel::take_delta(const RecordState& delta, std::uint64_t as_of) {
  RecordState& base = base_[delta.record];
  base.record = delta.record;
  base.kind = delta.kind;
  for (const auto& [number, group] : delta.groups) {
    base.groups[number] = group;
    oracle_.delta_read(number_, record_number(delta.record), static_cast<int>(number), as_of);
  }
}

void PhoneModel::settle(std::uint64_t complete_seq) {
  for (OwnChange& own : own_) {
    if (own.state != OwnState::kAccepted || own.org_seq > complete_seq) continue;
    own.state = OwnState::kSettled;
    RecordState& base = base_[own.change.record];
    base.record = own.change.record;
    base.kind = kWorldKind;
    for (const TouchedGroup& touched : own.change.groups) {
      GroupState& group = base.groups[touched.number];
      if (group.seq >= own.org_seq) continue;
      group = {
          {{own.change.id, touched.value, own.change.effective, own.change.author, touched.covers}}, {}, own.org_seq};
    }
  }
  oracle_.pull_completed(number_, complete_seq);
}

void PhoneModel::learn_clock(const Response& response, Stamp latest, std::int64_t took_ms, std::int64_t true_ms) {
  writer_.set_server_ms(response.server_ms);
  const bool prompt = took_ms <= limits::kPromptResponseMs;
  if (!prompt && bug_ != Bug::kLateAnswerTeaches) return;
  writer_.set_offset_ms(response.server_ms + took_ms / 2 - (true_ms + skew_ms_));
  const Stamp learnt = std::max(stamp_at(response.server_ms), latest);
  writer_.set_stamp(bug_ == Bug::kClockNotLowered ? std::max(writer_.stamp(), learnt) : learnt);
  if (prompt) oracle_.answered_promptly(number_);
}

void PhoneModel::jump(std::int64_t ms) {
  skew_ms_ += ms;
  oracle_.clock_jumped(number_);
}

bool PhoneModel::has_unanswered() const {
  return std::ranges::any_of(own_, [](const OwnChange& own) { return own.state == OwnState::kWaiting; });
}

}  // namespace xinqiao::testing
