#include "simulation/world/wire.h"

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t kQuickMs = 40;
constexpr std::int64_t kSlowMs = 100 * 1000;
constexpr std::uint64_t kCallsOfARequest = 60;  // a push makes about so many
constexpr std::uint64_t kRequestsBeforeTheEnd = 6;
constexpr std::uint64_t kRoomMax = 64 * 1024;
constexpr std::uint64_t kWorkMax = 6;

}  // namespace

Wire::Wire(const World& world, std::uint64_t seed) : world_(world), draw_(seed), pace_(~seed) {
  const std::uint64_t reach = draw_.below(kRequestsBeforeTheEnd);
  if (happens(world_.knobs.breaks_off)) requests_left_ = reach;
}

// The same number of draws whatever the knobs, so that turning one off leaves the rest as it was.
void Wire::arm() {
  Machine::Faults& faults = world_.server.machine.faults;
  faults = {};
  const Knobs& knobs = world_.knobs;
  const bool killed = happens(knobs.server_killed);
  const std::uint64_t at = 1 + draw_.below(kCallsOfARequest);
  const bool read_fails = happens(knobs.server_read_error);
  const std::uint64_t read_at = 1 + draw_.below(kCallsOfARequest / 4);
  const bool write_fails = happens(knobs.server_write_error);
  const std::uint64_t write_at = 1 + draw_.below(kCallsOfARequest / 8);
  const bool syncs_fail = draw_.below(3) == 0;
  const bool full = happens(knobs.server_disk_full);
  const std::uint64_t room = draw_.below(kRoomMax);
  if (killed) faults.kill_in = at;
  if (read_fails) faults.read_fails_in = read_at;
  if (write_fails && !syncs_fail) faults.write_fails_in = write_at;
  if (write_fails && syncs_fail) faults.sync_fails_in = 1;
  if (full) faults.room = room;
}

void Wire::count(const Machine::Faults& armed) {
  const Machine::Faults fired = world_.server.machine.fired(armed);
  add(world_.tally, "server killed in a request", fired.kill_in > 0 ? 1 : 0);
  add(world_.tally, "server killed after a request", armed.kill_in > 0 && fired.kill_in == 0 ? 1 : 0);
  add(world_.tally, "server read failed", fired.read_fails_in > 0 ? 1 : 0);
  add(world_.tally, "server write failed", fired.write_fails_in > 0 ? 1 : 0);
  add(world_.tally, "server sync failed", fired.sync_fails_in > 0 ? 1 : 0);
}

std::optional<HttpAnswer> Wire::deliver(std::string_view path, BytesView body) {
  arm();
  const Machine::Faults armed = world_.server.machine.faults;
  const bool to_be_killed = armed.kill_in > 0;
  const auto end = happens(world_.knobs.power_cut) ? Machine::End::kPower : Machine::End::kProcess;
  std::optional<MemoryDisk> before;
  if (world_.commits_late && to_be_killed) before = world_.server.machine.files().copy();
  auto answer = world_.server.handle(path, body);
  count(armed);
  if (answer && answer->status != 200) add(world_.tally, "answered " + std::to_string(answer->status));
  world_.server.machine.faults = {};
  if (!to_be_killed) return answer;
  // What it has answered by now has left.
  seen += answer ? "K" : "k";
  world_.server_died = true;
  if (before && answer) world_.server.machine.files() = std::move(*before);
  if (const Status started = world_.server.start_again(end, draw_); !started.ok()) {
    world_.complaint = "the server does not start after a kill: " + started.error().message;
  }
  return answer;
}

Result<HttpAnswer> Wire::post_with_work(std::string_view path, BytesView body, const Work& work) {
  for (std::uint64_t left = pace_.below(kWorkMax); left > 0 && work(); --left) add(world_.tally, "worked meanwhile");
  return post(path, body);
}

Result<HttpAnswer> Wire::post(std::string_view path, BytesView body) {
  const Knobs& knobs = world_.knobs;
  const Error lost{ErrorCode::kNetwork, "lost"};
  const bool slow = happens(knobs.slow);
  const bool request_lost = happens(knobs.request_lost);
  const bool late = happens(knobs.request_late);
  const bool request_cut = happens(knobs.request_cut);
  const bool doubled = happens(knobs.request_doubled);
  const bool answer_lost = happens(knobs.answer_lost);
  const bool answer_cut = happens(knobs.answer_cut);
  const std::uint64_t cut_at = draw_.next();
  world_.time.now_ms += slow ? kSlowMs : kQuickMs;
  prompt = !slow;
  const bool gone = requests_left_ == 0;
  if (requests_left_ != kNoEnd && !gone) --requests_left_;
  if (request_lost || gone) {
    seen += "x";
    add(world_.tally, "request lost");
    return lost;
  }
  if (late) {
    seen += "l";
    add(world_.tally, "request late");
    world_.late.push_back({std::string(path), Bytes(body)});
    return lost;
  }
  if (request_cut) {
    seen += "c";
    add(world_.tally, "request cut");
    static_cast<void>(deliver(path, body.substr(0, cut_at % body.size())));
    return lost;
  }
  add(world_.tally, "request doubled", doubled ? 1 : 0);
  add(world_.tally, "slow", slow ? 1 : 0);
  if (doubled) static_cast<void>(deliver(path, body));
  auto answer = deliver(path, body);
  for (const LateRequest& other : std::exchange(world_.late, {})) static_cast<void>(deliver(other.path, other.body));
  world_.time.now_ms += slow ? kSlowMs : kQuickMs;
  if (!answer || answer_lost) {
    seen += "a";
    add(world_.tally, "answer lost");
    return lost;
  }
  if (answer_cut && !answer->body.empty()) {
    seen += "A";
    add(world_.tally, "answer cut");
    answer->body.resize(cut_at % answer->body.size());
  } else {
    seen += doubled ? "2" : ".";
  }
  return *answer;
}

}  // namespace xinqiao::simulation
