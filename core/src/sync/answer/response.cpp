#include "sync/answer/response.h"

#include <algorithm>

#include "base/limits.h"
#include "base/planted.h"
#include "sync/answer/receipts.h"
#include "sync/answer/settle.h"
#include "sync/pieces.h"
#include "sync/restored/lost.h"
#include "sync/restored/new_epoch.h"
#include "sync/restored/passed_pulls.h"

namespace xinqiao::sync {
namespace {

// The clock may also go down: one jump must not stamp everything after it (docs/protocol.md section 8).
Status learn_clock(LocalStore& store, const v1::SyncResponse& response, const Timing& timing, Stamp latest_own) {
  XQ_ASSIGN(auto writer, store.meta().writer());
  if (!learn_time(static_cast<std::int64_t>(response.server_ms()), timing, writer)) return {};
  if (!timing.prompt()) return store.meta().put_writer(writer);
  const Stamp lowest = planted(Bug::kClockNotLowered) ? writer.stamp() : 0;
  writer.set_stamp(std::max({stamp_at(static_cast<std::int64_t>(response.server_ms())), latest_own, lowest}));
  return store.meta().put_writer(writer);
}

// A copy may have sent own changes that still wait here, and overwritten them: they come when the batches have their
// receipts, or else would stand beside what replaced them. So may those of a batch that goes in pieces, whose last one
// was answered before and the answer lost. The cursor stays, so nothing is missed.
bool takes_pull(const Sent& sent, const Applied& applied) {
  return !sent.pushes_only && !applied.broken && !applied.fragment_need &&
         (!applied.forked_after || planted(Bug::kForkedAnswerCounts));
}

void take_fragment_need(const Sent& sent, const v1::SyncResponse& response, Applied& applied) {
  for (const auto& need : response.fragments()) {
    if (need.hash() != sent.piece.hash()) continue;
    applied.fragment_need = need;
    if (need.offset() > sent.piece.offset()) applied.brought_something = true;
  }
}

Status remember(LocalStore& store, const v1::SyncResponse& response, const Timing& timing, Applied& applied) {
  XQ_ASSIGN(auto state, store.meta().sync());
  const bool other_epoch = response.has_epoch() && state.epoch() != response.epoch().id();
  if (other_epoch) {
    state.set_epoch(response.epoch().id());
    applied.brought_something = true;
  }
  const bool passed = applied.took_pull && response.complete();
  if (passed || other_epoch || applied.forked_after) state.clear_settled();
  state.set_durable_mark(response.durable_mark());
  state.set_page_bytes(timing.page_bytes);
  if (other_epoch) {
    const std::string before = state.cursor();
    fall_back(state, response.epoch().cut());
    if (state.cursor() != before) return store.meta().put_sync(state);
  }
  if (!applied.took_pull) return store.meta().put_sync(state);
  if (response.cursor() != state.cursor()) applied.brought_something = true;
  state.set_cursor(response.cursor());
  if (response.complete()) {
    XQ_ASSIGN(const auto wanted, store.wanted().first(1));
    if (wanted.empty()) state.set_complete(true);
    state.set_complete_seq(response.complete_seq());
    note_passed(state, response.complete_seq(), response.cursor());
    if (limits::may_be_now(static_cast<std::int64_t>(response.server_ms())))
      state.set_last_sync_ms(static_cast<std::int64_t>(response.server_ms()));
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
  applied.took_pull = takes_pull(sent, applied);  // not when what came in pieces is broken
  if (applied.took_pull) XQ_TRY(take_found(store, sent, response, applied));
  XQ_TRY(learn_clock(store, response, timing, latest_own));
  XQ_TRY(remember(store, response, timing, applied));
  XQ_TRY(transaction.commit());
  counted.pulled = progress.pulled.size();
  counted.clashed = progress.clashing.size();
  counts = counted;
  progressed = std::move(progress);
  return applied;
}

}  // namespace

bool learn_time(std::int64_t server_ms, const Timing& timing, v1::WriterState& writer) {
  if (!limits::may_be_now(server_ms)) return false;
  writer.set_server_ms(server_ms);
  if (!timing.prompt()) return true;
  const std::int64_t now = server_ms + timing.took_ms / 2;
  writer.set_offset_ms(now - timing.received_wall_ms);
  writer.set_offset_known(true);
  writer.set_boot(timing.uptime ? timing.uptime->boot : "");
  writer.set_booted_ms(timing.uptime ? now - timing.uptime->ms : 0);
  return true;
}

Result<Applied> apply_response(LocalStore& store, const Sent& sent, const v1::SyncResponse& response,
                               const Timing& timing, Counts& counts, Progressed& progressed) {
  auto applied = apply(store, sent, response, timing, counts, progressed);
  if (!applied.ok()) store.own().forget();
  return applied;
}

}  // namespace xinqiao::sync
