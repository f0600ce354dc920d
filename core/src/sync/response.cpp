#include "sync/response.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/planted.h"
#include "merge/saw.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "sync/lost.h"
#include "sync/new_epoch.h"
#include "sync/pieces.h"
#include "sync/receipts.h"

namespace xinqiao::sync {
namespace {

Id child_of(const RecordState& state) {
  if (state.kind == schema::kChildKind) return state.record;
  const std::uint32_t number = schema::child_field(state.kind);
  const auto group = state.groups.find(number);
  if (number == 0 || group == state.groups.end() || group->second.heads.empty()) return {};
  const Head& head = standing(group->second, nullptr);
  return head.value ? Id::from_bytes(read_bytes(*head.value).value_or("")) : Id();
}

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

// A delta carries whole head sets: each replaces what base has of its group.
Status take_delta(LocalStore& store, const v1::RecordState& message, Progressed& progressed) {
  XQ_ASSIGN(auto delta, decode_state(message));
  XQ_ASSIGN(auto row, store.records().get(delta.record));
  RecordState base;
  if (row && row->base) base = std::move(*row->base);
  if (message.entering()) base.groups.clear();
  base.record = delta.record;
  base.kind = delta.kind;
  for (auto& [number, group] : delta.groups) base.groups[number] = std::move(group);
  if (row && row->damaged) XQ_TRY(store.wanted().add(delta.record));
  find_clashing(base, progressed);
  progressed.pulled.insert(delta.record);
  return store.records().put(base, child_of(base), row);
}

// The complete pull has passed these own changes: a group the server left out has the change as its only
// head; every other group came with a seq at least as high.
Status settle_own(LocalStore& store, std::uint64_t complete_seq, Progressed& progressed) {
  XQ_ASSIGN(const auto accepted, store.own().accepted_up_to(complete_seq));
  std::map<Id, RecordState> settled;  // of this sync
  for (const OwnChange& own : accepted) {
    const Change& change = own.change;
    XQ_ASSIGN(auto row, store.records().get(change.record));
    // The server has told nothing of the record itself: it stays until that is back.
    if (change.kind == 0 && (!row || !row->base)) continue;
    RecordState base;
    if (row && row->base) base = std::move(*row->base);
    base.record = change.record;
    if (base.kind == 0) base.kind = change.kind != 0 ? change.kind : (row ? row->kind : 0);
    if (row && row->damaged) XQ_TRY(store.wanted().add(change.record));
    for (const TouchedGroup& touched : change.groups) {
      GroupState& group = base.groups[touched.number];
      if (group.seq >= own.org_seq) continue;
      auto saw = saw_in(group, touched.number, touched.seen);
      if (!is_story(saw)) saw.clear();
      group.heads = {Head{change.id, touched.value, change.effective, change.author, touched.covers, std::move(saw)}};
      group.seq = own.org_seq;
    }
    XQ_TRY(store.records().put(base, child_of(base), row));
    XQ_TRY(store.own().settle(own.seq));
    if (progressed.accepted.contains(change.id)) settled[change.record] = std::move(base);
  }
  // Only now is what was left out as own beside what others wrote.
  for (const auto& [record, state] : settled) find_clashing(state, progressed);
  // What cannot be read the server has.
  XQ_ASSIGN(const auto damaged, store.own().damaged_accepted(complete_seq));
  for (const auto& own : damaged) {
    XQ_TRY(store.wanted().add(own.record));
    XQ_TRY(store.own().settle(own.seq));
  }
  return {};
}

// The clock may also go down: one jump must not stamp everything after it (docs/protocol.md section 8).
Status learn_clock(LocalStore& store, const v1::SyncResponse& response, const Timing& timing, Stamp latest_own) {
  if (!may_be_now(response.server_ms())) return {};
  XQ_ASSIGN(auto writer, store.meta().writer());
  writer.set_server_ms(static_cast<std::int64_t>(response.server_ms()));
  if (!timing.prompt()) return store.meta().put_writer(writer);
  const auto server_now = static_cast<std::int64_t>(response.server_ms()) + timing.took_ms / 2;
  writer.set_offset_ms(server_now - timing.received_wall_ms);
  writer.set_offset_known(true);
  const Stamp lowest = planted(Bug::kClockNotLowered) ? writer.stamp() : 0;
  writer.set_stamp(std::max({stamp_at(static_cast<std::int64_t>(response.server_ms())), latest_own, lowest}));
  return store.meta().put_writer(writer);
}

// A copy may have sent own changes that still wait here, and overwritten them: they come when the batches have their
// receipts, or else would stand beside what replaced them. The cursor stays, so nothing is missed.
bool takes_pull(const Sent& sent, const Applied& applied) {
  return !sent.pushes_only && !applied.broken && (!applied.forked_after || planted(Bug::kForkedAnswerCounts));
}

void take_fragment_need(const Sent& sent, const v1::SyncResponse& response, Applied& applied) {
  for (const auto& need : response.fragments()) {
    if (need.hash() != sent.piece.hash()) continue;
    applied.fragment_need = need;
    if (need.offset() > sent.piece.offset()) applied.brought_something = true;
  }
}

Status remember(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, const Timing& timing,
                Applied& applied) {
  XQ_ASSIGN(auto state, store.meta().sync());
  const bool other_epoch = response.has_epoch() && state.epoch() != response.epoch().id();
  if (other_epoch) {
    state.set_epoch(response.epoch().id());
    applied.brought_something = true;
  }
  state.set_durable_mark(response.durable_mark());
  state.set_page_bytes(timing.page_bytes);
  // Base was begun in what the server has lost: what was in scope at the cut, and was not any more then, it never had.
  const bool still_begins = state.whole_seq() == 0 && !state.cursor().empty();
  if (other_epoch && (still_begins || state.whole_seq() > response.epoch().cut())) {
    state.clear_cursor();
    state.clear_whole_seq();
    return store.meta().put_sync(state);
  }
  if (!takes_pull(sent, applied)) return store.meta().put_sync(state);
  if (response.cursor() != state.cursor()) applied.brought_something = true;
  state.set_cursor(response.cursor());
  if (response.complete()) {
    XQ_ASSIGN(const auto wanted, store.wanted().first(1));
    if (wanted.empty()) state.set_complete(true);
    state.set_complete_seq(response.complete_seq());
    if (state.whole_seq() == 0) state.set_whole_seq(response.complete_seq());
    if (may_be_now(response.server_ms())) state.set_last_sync_ms(static_cast<std::int64_t>(response.server_ms()));
  }
  return store.meta().put_sync(state);
}

Status take_deltas(LocalStore& store, const v1::SyncResponse& response, Progressed& progressed, Applied& applied) {
  XQ_ASSIGN(const auto joined, take_pieces(store, response));
  if (joined.broken) {
    applied.broken = true;
    applied.failure =
        Error{ErrorCode::kNetwork, "收到的内容不完整，请再同步一次 / what came in is not whole: sync again"};
    return {};
  }
  for (const auto* deltas : {&response.deltas(), &joined.deltas}) {
    for (const auto& delta : *deltas) XQ_TRY(take_delta(store, delta, progressed));
  }
  const bool brings = response.deltas_size() > 0 || joined.brought_something;
  if (brings) applied.brought_something = true;
  if (!response.complete()) return {};
  XQ_TRY(settle_own(store, response.complete_seq(), progressed));
  return settle_lost(store);
}

Result<Applied> apply(LocalStore& store, const Sent& sent, const v1::SyncResponse& response, const Timing& timing,
                      Counts& counts, Progressed& progressed) {
  Applied applied;
  Counts counted = counts;
  Progressed progress = progressed;
  Stamp latest_own = 0;
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(meet_epoch(store, response));
  XQ_TRY(take_receipts(store, sent.batches, response, counted, applied, latest_own, progress.accepted));
  XQ_TRY(take_amended(store, response, applied, latest_own));
  take_fragment_need(sent, response, applied);
  if (takes_pull(sent, applied)) XQ_TRY(take_deltas(store, response, progress, applied));
  if (takes_pull(sent, applied)) XQ_TRY(take_found(store, sent, response, applied));
  XQ_TRY(learn_clock(store, response, timing, latest_own));
  XQ_TRY(remember(store, sent, response, timing, applied));
  XQ_TRY(transaction.commit());
  counted.pulled = progress.pulled.size();
  counted.clashed = progress.clashing.size();
  counts = counted;
  progressed = std::move(progress);
  return applied;
}

}  // namespace

bool may_be_now(std::uint64_t server_ms) {
  return server_ms >= static_cast<std::uint64_t>(limits::kEarliestMs) &&
         server_ms < static_cast<std::uint64_t>(limits::kLatestMs);
}

Result<Applied> apply_response(LocalStore& store, const Sent& sent, const v1::SyncResponse& response,
                               const Timing& timing, Counts& counts, Progressed& progressed) {
  auto applied = apply(store, sent, response, timing, counts, progressed);
  if (!applied.ok()) store.own().forget();
  return applied;
}

}  // namespace xinqiao::sync
