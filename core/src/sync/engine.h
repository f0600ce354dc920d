#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/platform/random.h"
#include "base/platform/transport.h"
#include "base/result.h"
#include "storage/local_store.h"
#include "sync/backoff.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::sync {

// The caller's clocks at an event.
struct Now {
  std::int64_t wall_ms = 0;
  std::int64_t monotonic_ms = 0;
  std::optional<Uptime> uptime{};  // with an answer
};

// What has been done since the engine was made.
struct Counts {
  std::uint64_t pushed = 0;
  std::uint64_t accepted = 0;
  std::uint64_t clashed = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t rejected = 0;
  std::uint64_t pulled = 0;
  bool later = false;  // the server was restored and waits for an office: unsent work stays here
};

struct Progressed;
struct Sent;

// One reconciliation with the server, without a socket, a thread or a clock: events in, actions out.
// The caller does what next() says and reports back with on_answer() or on_failure(), until kDone or kFail.
// Every answer is durable before the next action; only when all of a push was accepted and more is to be sent, the next
// request, made meanwhile, goes first (docs/protocol.md section 6). Thread rule: one thread at a time.
// Lifetime: the store outlives the engine and is not used by others between next() and the event.
class Engine {
 public:
  // `page_bytes_max` 0: limits::kPageBytesMax.
  Engine(LocalStore& store, const v1::Identity& identity, Random& random, std::int64_t give_up_ms,
         std::uint32_t page_bytes_max = 0);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  struct Action {
    enum class What { kSend, kWait, kDone, kFail };
    What what = What::kDone;
    Bytes body;                // kSend: to POST to kSyncPath
    std::int64_t wait_ms = 0;  // kWait
    Error error;               // kFail
  };
  static constexpr const char* kPath = "/v1/sync";

  Result<Action> next(const Now& now);
  // While an answer is awaited, as often as there is time: does a part of what needs no answer. False: nothing is left.
  // It need not be called. What fails in it is done over where it has to be, and told there.
  bool work();
  Status on_answer(const HttpAnswer& answer, const Now& now);
  Status on_failure(const Error& error, const Now& now);

  // After kFail, when the caller has done away with its cause.
  void begin_again() { failed_.reset(); }

  const Counts& counts() const { return counts_; }
  // Own changes that the server has answered for, taken in or not.
  std::uint64_t answered() const;

 private:
  struct Asked;
  struct Untaken;

  Result<Action> send(const Now& now);
  // `under_way`: what it is to follow; null: nothing. Null when nothing could follow that.
  Result<std::unique_ptr<Asked>> make(const Asked* under_way);
  Status choose(Sent& sent, const Sent* under_way);
  Result<bool> work_on();
  Status look_ahead();
  Status catch_up();
  Status take_earliest();
  void sign(OwnLog::Outgoing& outgoing) const;
  Status note_blocked(std::uint64_t need);
  Status take_response(const Asked& asked, const v1::SyncResponse& response, const Now& now);
  Status take_error(const HttpAnswer& answer, const Now& now);
  void retry_later(std::int64_t at_least_ms, const Now& now);
  void shrink_page();
  std::uint32_t grown_page() const;  // after a success

  LocalStore& store_;
  const v1::Identity& identity_;
  Random& random_;
  Backoff backoff_;
  std::int64_t give_up_ms_;
  std::uint32_t page_bytes_max_;
  std::unique_ptr<Asked> asked_;                  // the request under way
  std::unique_ptr<Asked> ahead_;                  // to follow it, when it is answered as foreseen
  bool looked_ahead_ = false;                     // from the request under way
  std::deque<std::unique_ptr<Untaken>> untaken_;  // answers to the requests before, which were as foreseen
  bool may_tidy_ = false;                         // something was taken in since the last time
  std::optional<std::int64_t> failing_since_;     // monotonic
  std::int64_t wait_until_ = 0;                   // monotonic
  std::optional<Error> failed_;
  std::optional<Error> refused_;  // nothing more is pushed; told once the pull is done
  Error last_failure_;
  std::uint32_t page_bytes_ = 0;
  v1::FragmentNeed fragment_need_;  // of a batch that is larger than a page: how far the server has it
  bool full_form_ = false;
  bool looked_for_lost_ = false;
  bool looked_for_damage_ = false;
  bool blocked_ = false;  // by a batch that cannot be read and that the server waits for
  bool finished_ = false;
  int fruitless_ = 0;  // answers in a row that brought nothing
  std::uint64_t lowest_need_ = UINT64_MAX;
  std::uint64_t highest_need_ = 0;
  Counts counts_;
  std::unique_ptr<Progressed> progressed_;
};

}  // namespace xinqiao::sync
