#include "sync/engine.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "sync/ahead.h"
#include "sync/answer/response.h"
#include "sync/damage.h"
#include "sync/request.h"
#include "sync/restored/lost.h"
#include "wire/chain.h"
#include "wire/frame.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::sync {
namespace {

// A server that answers and never gets on is a defect; better an error than an endless loop.
constexpr int kFruitlessMax = 5;

// Answers that wait to be taken in, while what they are to is held in memory.
constexpr std::size_t kUntakenMax = 2;

// Of one failed request, so much counts towards giving up: attempts to connect do, a long upload that broke off
// leaves time for another.
constexpr std::int64_t kCountedMs = 10 * 1000;

// So many lost changes are looked for in a sync: 8 bytes each, of which a slow link sends few.
constexpr std::uint32_t kLostPerSync = 32;

Error not_enrolled_any_more() {
  return Error{ErrorCode::kUnauthenticated,
               "服务器不认识这台设备，请向乡镇办公室要新的邀请码；未上传的记录仍在本机 / the server does not know this "
               "device: ask "
               "the office for a new code; unsent work stays here"};
}

// `unanswered`: changes that are still here alone.
Error revoked(std::uint64_t unanswered) {
  if (unanswered == 0) {
    return Error{
        ErrorCode::kRefused,
        "这台设备已被乡镇办公室停用，本机的记录已交办公室处理；要继续使用请联系办公室 / this device was revoked "
        "by the office, and what is written here waits there: talk to the office to use it again"};
  }
  const std::string count = std::to_string(unanswered);
  return Error{
      ErrorCode::kRefused,
      "这台设备已被乡镇办公室停用，还有 " + count +
          " 项修改只在本机：请运行 rescue，把文件交给乡镇办公室，并保留整个数据文件夹 / this device was revoked "
          "by the office, and " +
          count + " changes are here alone: run rescue, bring the file to the office, and keep the folder"};
}

Error bad_answer(const std::string& what) {
  return Error{ErrorCode::kNetwork,
               "服务器的回答无法理解，稍后再试 / the server's answer cannot be read (" + what + "); try again later"};
}

}  // namespace

struct Engine::Asked {
  std::uint64_t nonce = 0;
  Now at;
  Sent sent;
  Bytes body{};  // until it is sent
};

struct Engine::Untaken {
  std::unique_ptr<Asked> asked;
  v1::SyncResponse response;
  Now at;
};

Engine::Engine(LocalStore& store, const v1::Identity& identity, Random& random, std::int64_t give_up_ms,
               std::uint32_t page_bytes_max)
    : store_(store),
      identity_(identity),
      random_(random),
      give_up_ms_(give_up_ms),
      page_bytes_max_(page_bytes_max == 0 ? limits::kPageBytesMax : page_bytes_max),
      progressed_(std::make_unique<Progressed>()) {}

Engine::~Engine() = default;

Result<Engine::Action> Engine::next(const Now& now) {
  XQ_CHECK(!asked_);
  Action action;
  if (failed_) {
    action.what = Action::What::kFail;
    action.error = *failed_;
    return action;
  }
  if (finished_) return action;
  if (failing_since_ && now.monotonic_ms - *failing_since_ >= give_up_ms_) {
    action.what = Action::What::kFail;
    action.error = last_failure_;
    return action;
  }
  if (failing_since_ && now.monotonic_ms < wait_until_) {
    action.what = Action::What::kWait;
    action.wait_ms = std::min(wait_until_ - now.monotonic_ms, *failing_since_ + give_up_ms_ - now.monotonic_ms);
    return action;
  }
  return send(now);
}

Result<Engine::Action> Engine::send(const Now& now) {
  if (!ahead_) {
    XQ_ASSIGN(ahead_, make(nullptr));
  }
  asked_ = std::move(ahead_);
  asked_->at = now;
  looked_ahead_ = false;
  Action action;
  action.what = Action::What::kSend;
  action.body = std::move(asked_->body);
  return action;
}

Result<std::unique_ptr<Engine::Asked>> Engine::make(const Asked* under_way) {
  XQ_ASSIGN(const auto state, store_.meta().sync());
  XQ_ASSIGN(const auto writer, store_.meta().writer());
  if (page_bytes_ == 0) {
    page_bytes_ = std::min(std::max<std::uint32_t>(state.page_bytes(), limits::kPageBytesFirst), page_bytes_max_);
  }
  auto asked = std::make_unique<Asked>(Asked{random_.u64(), {}, {}});
  XQ_TRY(choose(asked->sent, under_way == nullptr ? nullptr : &under_way->sent));
  std::vector<v1::HeldRun> before;
  if (under_way != nullptr) {
    if (asked->sent.batches.empty()) return std::unique_ptr<Asked>();
    for (const auto& answered : untaken_) before.push_back(run_of(answered->asked->sent));
    before.push_back(run_of(under_way->sent));
  }
  asked->sent.need = fragment_need_;
  const std::uint32_t page = under_way == nullptr ? page_bytes_ : grown_page();
  XQ_ASSIGN(const auto payload, build_request(store_, state, writer, asked->sent, page, full_form_, before));
  asked->body =
      wire::pack_frame(identity_.organisation(), identity_.device(), asked->nonce, payload, identity_.request_secret());
  return asked;
}

bool Engine::work() {
  XQ_CHECK(asked_);
  const auto more = work_on();
  return more.ok() && *more;
}

Result<bool> Engine::work_on() {
  if (!looked_ahead_ && untaken_.size() < kUntakenMax) {
    XQ_TRY(look_ahead());
    return true;
  }
  if (!untaken_.empty()) {
    XQ_TRY(take_earliest());
    return true;
  }
  // So that the commit of the last answer does not wait for it.
  if (std::exchange(may_tidy_, false)) XQ_TRY(store_.tidy());
  return false;
}

Status Engine::look_ahead() {
  looked_ahead_ = true;
  const bool plain = !full_form_ && !blocked_ && !counts_.later && !refused_ && !failed_;
  if (!plain || !can_be_followed(asked_->sent)) return {};
  auto made = make(asked_.get());
  if (!made.ok()) store_.own().forget();  // what it had read may be undone
  XQ_ASSIGN(ahead_, std::move(made));
  return {};
}

// Before anything else is taken in.
Status Engine::catch_up() {
  while (!untaken_.empty()) XQ_TRY(take_earliest());
  return {};
}

Status Engine::take_earliest() {
  const Untaken& answered = *untaken_.front();
  XQ_TRY(take_response(*answered.asked, answered.response, answered.at));
  untaken_.pop_front();
  return {};
}

std::uint64_t Engine::answered() const {
  std::uint64_t untaken = 0;
  for (const auto& answer : untaken_) {
    for (const auto& batch : answer->asked->sent.batches) untaken += batch.seqs.size();
  }
  return counts_.pushed + untaken;
}

Status Engine::choose(Sent& sent, const Sent* under_way) {
  if (under_way != nullptr) {
    XQ_ASSIGN(auto transaction, store_.begin());
    const std::uint64_t last = under_way->batches.back().seqs.back();
    XQ_ASSIGN(sent.batches, store_.own().outgoing_behind(last, grown_page(), false));
    for (auto& outgoing : sent.batches) sign(outgoing);
    XQ_TRY(transaction.commit());
  } else if (!counts_.later && !refused_) {
    XQ_ASSIGN(auto transaction, store_.begin());
    XQ_ASSIGN(sent.batches, store_.own().outgoing(page_bytes_, !blocked_));
    for (auto& outgoing : sent.batches) sign(outgoing);
    if (!looked_for_damage_) XQ_TRY(look_for_damage(store_));
    XQ_TRY(transaction.commit());
    looked_for_damage_ = true;
  }
  XQ_ASSIGN(sent.records, store_.wanted().first(limits::kNamedPerRequest));
  if (looked_for_lost_) return {};
  XQ_ASSIGN(sent.lost, store_.lost().ids(kLostPerSync));
  // An office has everything in scope, so the server tells it all of what is overwritten.
  return identity_.role() == v1::POST_ROLE_OFFICE ? Status() : ask_beside(store_, sent);
}

// What is sent grows no more.
void Engine::sign(OwnLog::Outgoing& outgoing) const {
  v1::Batch& batch = outgoing.batch;
  const Bytes text =
      wire::signed_text(Id::from_bytes(identity_.organisation_id()), Id::from_bytes(batch.incarnation()),
                        batch.first_seq(), static_cast<std::uint32_t>(batch.changes_size()), outgoing.chain);
  batch.set_signature(crypto::sign(identity_.sign_secret(), text));
}

// The server waits for what cannot be read here: what lies behind waits too, and nothing else does.
Status Engine::note_blocked(std::uint64_t need) {
  XQ_ASSIGN(const auto damaged, store_.own().damaged_before(OwnLog::kAll));
  XQ_ASSIGN(const bool before, store_.own().has_sendable(false));
  blocked_ = blocked_ || (!damaged.empty() && !before && need >= damaged.front());
  return {};
}

Status Engine::on_answer(const HttpAnswer& answer, const Now& now) {
  XQ_CHECK(asked_);
  if (answer.status != 200) return take_error(answer, now);
  const auto fail = [&](const Error& error) { return on_failure(error, now); };
  const auto frame = wire::parse_frame(answer.body);
  if (!frame.ok()) return fail(bad_answer(frame.error().message));
  if (frame->nonce() != asked_->nonce) return fail(bad_answer("it answers another request"));
  const auto payload = wire::open_frame(*frame, identity_.request_secret());
  if (!payload.ok()) return fail(bad_answer(payload.error().message));
  v1::SyncResponse response;
  if (!response.ParseFromString(*payload)) return fail(bad_answer("it does not parse"));
  failing_since_.reset();
  backoff_.reset();
  page_bytes_ = grown_page();
  auto asked = std::move(asked_);
  if (ahead_ && is_as_foreseen(asked->sent, response)) {
    if (untaken_.size() == kUntakenMax) XQ_TRY(take_earliest());
    untaken_.push_back(std::make_unique<Untaken>(std::move(asked), std::move(response), now));
    return {};
  }
  ahead_.reset();
  XQ_TRY(catch_up());
  return take_response(*asked, response, now);
}

Status Engine::take_response(const Asked& asked, const v1::SyncResponse& response, const Now& now) {
  const Timing timing{now.wall_ms, now.monotonic_ms - asked.at.monotonic_ms, page_bytes_, now.uptime};
  XQ_ASSIGN(const auto outcome, apply_response(store_, asked.sent, response, timing, counts_, *progressed_));
  const bool passed = outcome.took_pull && response.complete();
  may_tidy_ = !passed && outcome.brought_something;
  // Of a batch that goes in pieces all go in the same form.
  full_form_ = outcome.need_full || (full_form_ && outcome.fragment_need);
  counts_.later = counts_.later || outcome.later;
  if (outcome.fragment_need) fragment_need_ = *outcome.fragment_need;
  looked_for_lost_ = looked_for_lost_ || (passed && !(asked.sent.lost.empty() && asked.sent.beside.empty()));
  if (outcome.failure) {
    failed_ = outcome.failure;
    return {};
  }
  if (outcome.refused) refused_ = outcome.refused;
  if (outcome.need) XQ_TRY(note_blocked(*outcome.need));
  XQ_ASSIGN(const bool sendable, store_.own().has_sendable(!blocked_));
  const bool unanswered = sendable && !refused_;
  XQ_ASSIGN(const auto wanted, store_.wanted().first(1));
  // A restored server is to hear from this device once more, as one that knows of it.
  finished_ = passed && !response.has_epoch() && wanted.empty() && (!unanswered || counts_.later);
  if (finished_ && refused_) failed_ = refused_;
  if (response.revoked() && (!unanswered || counts_.later)) {
    XQ_ASSIGN(const auto left, store_.own().counts());
    failed_ = revoked(left.unanswered);
  }
  // The way to a fork may lead back through many batches, and what came before it forward again, but neither twice to
  // the same place.
  const bool further = outcome.need && (*outcome.need < lowest_need_ || *outcome.need > highest_need_);
  if (further) lowest_need_ = std::min(lowest_need_, *outcome.need);
  if (further) highest_need_ = std::max(highest_need_, *outcome.need);
  const bool gets_on = further || (outcome.brought_something && !outcome.need);
  fruitless_ = gets_on ? 0 : fruitless_ + 1;
  if (!finished_ && !failed_ && fruitless_ >= kFruitlessMax) {
    failed_ = Error{ErrorCode::kInternal,
                    "同步没有进展，请把情况告诉乡镇办公室；本机记录没有丢失 / the sync does not get on; report this, "
                    "nothing is lost"};
  }
  return {};
}

Status Engine::take_error(const HttpAnswer& answer, const Now& now) {
  XQ_TRY(catch_up());
  ahead_.reset();
  v1::ErrorBody body;
  if (!body.ParseFromString(answer.body)) body.set_code(v1::ERROR_INTERNAL);
  const Error busy{ErrorCode::kBusy, "服务器忙，请稍后再试 / the server is busy; try again later"};
  switch (body.code()) {
    case v1::ERROR_UNAUTHENTICATED:
    case v1::ERROR_WRONG_ORGANISATION:
      failed_ = not_enrolled_any_more();
      break;
    case v1::ERROR_REVOKED: {
      XQ_ASSIGN(const auto left, store_.own().counts());
      failed_ = revoked(left.unanswered);
      break;
    }
    case v1::ERROR_VERSION:
      failed_ = Error{ErrorCode::kRefused, "请升级程序后再同步 / update the program, then sync"};
      break;
    case v1::ERROR_DISK_FULL:
      failed_ =
          Error{ErrorCode::kBusy,
                "服务器的存储空间已满，请告诉乡镇办公室；本机的记录都还在，有空间后再同步 / the server's disk is full: "
                "tell the office; everything is kept here, sync again once there is room"};
      break;
    case v1::ERROR_BAD_CURSOR: {
      XQ_ASSIGN(auto transaction, store_.begin());
      XQ_ASSIGN(auto state, store_.meta().sync());
      if (state.cursor().empty()) failed_ = bad_answer("it refuses an empty cursor");
      state.clear_cursor();
      state.clear_passed();
      XQ_TRY(store_.meta().put_sync(state));
      XQ_TRY(transaction.commit());
      break;
    }
    case v1::ERROR_TOO_LARGE:
      shrink_page();
      retry_later(0, now);
      last_failure_ = Error{ErrorCode::kTooLarge, "服务器拒收这么大的内容 / the server refuses a body of this size"};
      break;
    case v1::ERROR_MALFORMED:
      failed_ = Error{ErrorCode::kInternal,
                      "服务器看不懂本机的请求，请报告 / the server cannot read this device's request; report this"};
      break;
    default:
      retry_later(body.retry_after_ms(), now);
      last_failure_ = busy;
  }
  asked_.reset();
  return {};
}

Status Engine::on_failure(const Error& error, const Now& now) {
  XQ_CHECK(asked_);
  XQ_TRY(catch_up());
  ahead_.reset();
  if (next_step(error.code) == NextStep::kRetry) {
    shrink_page();
    last_failure_ = error;
    retry_later(0, now);
  } else {
    failed_ = error;
  }
  asked_.reset();
  return {};
}

void Engine::retry_later(std::int64_t at_least_ms, const Now& now) {
  if (!failing_since_) failing_since_ = std::max(asked_->at.monotonic_ms, now.monotonic_ms - kCountedMs);
  wait_until_ = now.monotonic_ms + std::max(at_least_ms, backoff_.next_ms(random_));
}

std::uint32_t Engine::grown_page() const { return std::min(page_bytes_ * 2, page_bytes_max_); }

void Engine::shrink_page() {
  page_bytes_ = std::min(std::max<std::uint32_t>(page_bytes_ / 2, limits::kPageBytesMin), page_bytes_max_);
}

}  // namespace xinqiao::sync
