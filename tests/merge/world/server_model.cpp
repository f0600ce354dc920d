#include "merge/world/server_model.h"

#include <algorithm>

#include "base/check.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao::testing {
namespace {

// The broken merge: only the change that wins can be overwritten, the others stay for ever.
void merge_into_winner(RecordState& state, const Change& change, std::uint64_t seq) {
  state.record = change.record;
  if (state.kind == 0) state.kind = change.kind;
  for (const TouchedGroup& touched : change.groups) {
    GroupState& group = state.groups[touched.number];
    if (!group.heads.empty()) {
      const ChangeId winner = standing(group, nullptr).id;
      if (std::ranges::binary_search(touched.seen, winner)) {
        std::erase_if(group.heads, [&](const Head& head) { return head.id == winner; });
      }
    }
    group.heads.push_back({change.id, touched.value, change.effective, change.author, touched.covers});
    std::ranges::sort(group.heads, {}, &Head::id);
    group.seq = seq;
  }
}

ChangeId winner_of(const RecordState& state, std::uint32_t number) {
  const auto group = state.groups.find(number);
  return group == state.groups.end() || group->second.heads.empty() ? 0 : standing(group->second, nullptr).id;
}

}  // namespace

Response ServerModel::handle(int phone, const Request& request, std::int64_t now_ms) {
  Stamp latest = 0;
  for (const Change& change : request.changes) latest = std::max(latest, change.written);
  const Stamp now = stamp_at(now_ms);
  const Stamp shift = bug_ == Bug::kCommonDelta && latest > now ? latest - now : 0;
  std::set<ChangeId> accepted;
  std::vector<Receipt> receipts;
  for (auto at = request.changes.begin(); at != request.changes.end();) {
    const auto end = at + std::max<std::ptrdiff_t>(1, at->transaction);
    take(phone, {at, end}, request, now_ms, shift);
    for (; at != end; ++at) {
      receipts.push_back(receipts_.at(at->id));
      if (receipts.back().accepted) accepted.insert(at->id);
    }
  }
  Response response = pull(request.cursor, request.page_records, accepted);
  response.receipts = std::move(receipts);
  response.server_ms = now_ms;
  return response;
}

void ServerModel::take(int phone, std::vector<Change> together, const Request& request, std::int64_t now_ms,
                       Stamp shift) {
  if (receipts_.contains(together.front().id)) {
    for (const Change& change : together) take_again(change);
    return;
  }
  const std::uint64_t seq = ++last_seq_;
  const auto refused = [&](const Change& change) { return is_refused(phone, change, request); };
  const bool any_refused = std::ranges::any_of(together, refused);
  std::map<Oracle::ChangeId, Oracle::Verdict> told;
  for (Change& change : together) {
    const bool accepted = bug_ == Bug::kNoTransactionVerdict ? !refused(change) : !any_refused;
    change.effective = bug_ == Bug::kRawStamps     ? change.written
                       : bug_ == Bug::kCommonDelta ? change.written - std::min(change.written, shift)
                                                   : std::min(change.written, stamp_at(now_ms) | 0xFFFF);
    receipts_[change.id] = {change.id, accepted, change.effective, seq};
    told[change.id] = {accepted, change.effective};
    if (!accepted) spoiled_.insert({phone, change.record});
  }
  for (const Change& change : together) {
    if (receipts_.at(change.id).accepted) take_in(change, seq);
  }
  oracle_.arrived(told, seq, now_ms);
}

bool ServerModel::is_refused(int phone, const Change& change, const Request& request) const {
  return request.bad.contains(change.id) || spoiled_.contains({phone, change.record});
}

void ServerModel::take_in(const Change& change, std::uint64_t seq) {
  RecordState& state = records_[change.record];
  const RecordState before = state;
  if (bug_ == Bug::kOneCurrentStamp) {
    merge_into_winner(state, change, seq);
  } else {
    merge(state, change, seq, [this](ChangeId id) { return is_accepted(id); });
  }
  log_.push_back(change);
  if (bug_ != Bug::kDeltaByWinner) return;
  for (const TouchedGroup& touched : change.groups) {
    const auto old = before.groups.find(touched.number);
    if (old == before.groups.end() || winner_of(before, touched.number) != winner_of(state, touched.number)) continue;
    state.groups.at(touched.number).seq = old->second.seq;
  }
}

// A repeat changes nothing, unless its id was forgotten.
void ServerModel::take_again(const Change& change) {
  if (bug_ != Bug::kIdsForgotten || !is_accepted(change.id)) return;
  RecordState& state = records_.at(change.record);
  const auto stands = [&](const TouchedGroup& touched) {
    return std::ranges::any_of(state.groups.at(touched.number).heads,
                               [&](const Head& head) { return head.id == change.id; });
  };
  if (std::ranges::any_of(change.groups, stands)) return;
  merge(state, change, ++last_seq_, [](ChangeId) { return true; });
}

bool ServerModel::is_accepted(ChangeId id) const {
  const auto found = receipts_.find(id);
  return found != receipts_.end() && found->second.accepted;
}

Response ServerModel::pull(const Cursor& cursor, std::size_t page_records, const std::set<ChangeId>& accepted) const {
  std::vector<const RecordState*> moved;
  for (const auto& [id, state] : records_) {
    if (state.seq() > cursor.position) moved.push_back(&state);
  }
  std::ranges::sort(moved, {}, [](const RecordState* state) { return std::pair(state->seq(), state->record); });
  Response response;
  response.cursor = cursor;
  response.as_of = last_seq_;
  const std::uint64_t beyond = bug_ == Bug::kGroupsBeyondPosition ? cursor.position : cursor.complete;
  std::size_t sent = 0;
  for (const RecordState* state : moved) {
    const bool splits = state->seq() == response.cursor.position && bug_ != Bug::kPageSplitsSeq;
    if (sent >= page_records && !splits) return response;
    auto delta = delta_of(*state, beyond, accepted);
    if (!delta.groups.empty()) response.deltas.push_back(std::move(delta));
    response.cursor.position = state->seq();
    ++sent;
  }
  response.complete = true;
  response.complete_seq = last_seq_;
  response.cursor = {last_seq_, last_seq_};
  return response;
}

RecordState ServerModel::delta_of(const RecordState& state, std::uint64_t beyond,
                                  const std::set<ChangeId>& accepted) const {
  const auto wanted = [&](std::uint32_t, const GroupState& group) {
    if (group.seq <= beyond) return false;
    const auto is_own = [&](const Head& head) { return accepted.contains(head.id); };
    if (bug_ == Bug::kOwnLeftOutBesideOthers) return std::ranges::none_of(group.heads, is_own);
    return !(group.heads.size() == 1 && group.named.empty() && is_own(group.heads.front()));
  };
  v1::RecordState message;
  encode_state(state, wanted, message);
  auto delta = decode_state(message);
  XQ_CHECK(delta.ok());
  return std::move(*delta);
}

}  // namespace xinqiao::testing
