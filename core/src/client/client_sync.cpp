#include "client/attention/own_refused.h"
#include "client/enroll/readmit.h"
#include "client/parts.h"
#include "sync/engine.h"

namespace xinqiao {
namespace {

SyncReport report_of(const sync::Counts& counts) {
  SyncReport report;
  report.pushed = counts.pushed;
  report.accepted = counts.accepted;
  report.clashed = counts.clashed;
  report.quarantined = counts.quarantined;
  report.rejected = counts.rejected;
  report.pulled = counts.pulled;
  report.later = counts.later;
  return report;
}

}  // namespace

Result<SyncReport> Client::sync(Transport& transport, const WaitFor& wait, std::int64_t give_up_ms,
                                const Progress& progress) {
  XQ_TRY(parts_->require_enrolled());
  Clock& clock = parts_->environment.clock;
  const auto now = [&] { return sync::Now{clock.wall_ms(), clock.monotonic_ms()}; };
  const std::int64_t started = clock.monotonic_ms();
  XQ_ASSIGN(const auto before, parts_->store->own().counts());
  sync::Engine engine(*parts_->store, *parts_->identity, parts_->environment.random, give_up_ms,
                      parts_->environment.page_bytes_max);
  bool readmitted = false;
  std::uint64_t requests = 0;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  for (;;) {
    XQ_ASSIGN(const auto action, engine.next(now()));
    switch (action.what) {
      case sync::Engine::Action::What::kSend: {
        ++requests;
        bytes_up += action.body.size();
        const auto answer =
            transport.post_with_work(sync::Engine::kPath, action.body, [&engine] { return engine.work(); });
        if (!answer.ok()) {
          XQ_TRY(engine.on_failure(answer.error(), now()));
          break;
        }
        bytes_down += answer->body.size();
        XQ_TRY(engine.on_answer(*answer, {clock.wall_ms(), clock.monotonic_ms(), clock.uptime()}));
        if (progress && before.waiting > engine.answered()) progress("push", engine.answered(), before.waiting);
        if (progress && engine.counts().pulled > 0) progress("pull", engine.counts().pulled, 0);
        break;
      }
      case sync::Engine::Action::What::kWait:
        if (progress) progress("retry", 0, 0);
        if (!wait(action.wait_ms)) return Error{ErrorCode::kNetwork, "同步已停止 / the sync was stopped"};
        break;
      case sync::Engine::Action::What::kFail:
        if (action.error.code != ErrorCode::kUnauthenticated || readmitted) return action.error;
        readmitted = true;
        if (const Status again = readmit(*parts_->store, *parts_->identity, transport, parts_->environment.random);
            !again.ok()) {
          return again.error().code == ErrorCode::kNetwork ? again.error() : action.error;
        }
        engine.begin_again();
        break;
      case sync::Engine::Action::What::kDone: {
        XQ_TRY(note_replaced_elsewhere(*parts_->store));
        SyncReport report = report_of(engine.counts());
        XQ_ASSIGN(const auto stuck, parts_->store->own().stuck());
        report.damaged = stuck.damaged;
        report.behind = stuck.damaged == 0 ? 0 : stuck.behind;
        report.requests = requests;
        report.bytes_up = bytes_up;
        report.bytes_down = bytes_down;
        report.ms = static_cast<std::uint64_t>(clock.monotonic_ms() - started);
        return report;
      }
    }
  }
}

}  // namespace xinqiao
