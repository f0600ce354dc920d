#include "service/service.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "auth/request_frame.h"
#include "base/crypto.h"
#include "service/answer.h"
#include "service/gap/gap_keeper.h"
#include "service/organisation/copies.h"
#include "service/organisation/enroll.h"
#include "service/organisation/locked_random.h"
#include "service/pull/pull_cursor.h"
#include "service/push/fragment_shelf.h"
#include "service/refill/recovery.h"
#include "service/season.h"
#include "service/sync_response.h"
#include "service/workers.h"
#include "store/control.h"
#include "store/sqlite/sqlite_store.h"
#include "wire/frame.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kRequestsInHand = 1024;
constexpr std::size_t kBytesInHand = 256 * 1024 * 1024;

using Done = std::function<void(Answer)>;

// One request on its way. Lives until it is answered.
struct Job {
  Request request;
  Done done;
  v1::Frame frame;
  Store* store = nullptr;
  std::size_t bytes = 0;
};
using JobPtr = std::shared_ptr<Job>;

class ServiceImpl final : public Service {
 public:
  ServiceImpl(Clock& clock, Random& random, std::size_t threads, std::size_t page_bytes_max)
      : clock_(clock), random_(random), page_bytes_max_(page_bytes_max), workers_(threads) {}
  ~ServiceImpl() override { ServiceImpl::drain(); }

  void add_store(std::uint32_t organisation, std::unique_ptr<Store> store) { stores_[organisation] = std::move(store); }

  void handle(Request request, Done done) override {
    auto job = std::make_shared<Job>(std::move(request), std::move(done));
    job->bytes = job->request.body.size();
    if (!begin(*job)) {
      job->done(to_answer({v1::ERROR_BUSY, "too much is in hand; try again"}));
      return;
    }
    workers_.post([this, job] { serve(job); });
  }

  void drain() override {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    idle_.wait(lock, [&] { return in_hand_ == 0; });
    lock.unlock();
    for (const auto& [number, store] : stores_) store->drain();
  }

 private:
  bool begin(const Job& job) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || in_hand_ >= kRequestsInHand || bytes_ + job.bytes > kBytesInHand) return false;
    ++in_hand_;
    bytes_ += job.bytes;
    return true;
  }

  // What the request will take up once it is open.
  bool charge(Job& job, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes_ + bytes > kBytesInHand) return false;
    job.bytes += bytes;
    bytes_ += bytes;
    return true;
  }

  void finish(Job& job, Answer answer) {
    job.done(std::move(answer));
    const std::lock_guard lock(mutex_);
    --in_hand_;
    bytes_ -= job.bytes;
    if (in_hand_ == 0) idle_.notify_all();
  }
  void fail(Job& job, const Refusal& refusal) { finish(job, to_answer(refusal)); }
  void fail(Job& job, const Error& error) { fail(job, refuse(error).error()); }

  void serve(const JobPtr& job) {
    const bool sync = job->request.path == "/v1/sync";
    if (!sync && job->request.path != "/v1/enroll") {
      fail(*job, {v1::ERROR_NOT_FOUND, "no such path"});
      return;
    }
    auto frame = read_frame(job->request.body);
    if (!frame) {
      fail(*job, frame.error());
      return;
    }
    if (frame->size() > kRequestOpenedBytes) {
      fail(*job, {v1::ERROR_TOO_LARGE, "the request opens to more than a request may"});
      return;
    }
    if (!charge(*job, frame->size())) {
      fail(*job, {v1::ERROR_BUSY, "too much is in hand; try again"});
      return;
    }
    job->frame = std::move(*frame);
    job->request.body = Bytes();
    const auto store = stores_.find(job->frame.organisation());
    if (store == stores_.end()) {
      fail(*job, {v1::ERROR_WRONG_ORGANISATION, "no such organisation here"});
      return;
    }
    job->store = store->second.get();
    sync ? serve_sync(job) : serve_enroll(job);
  }

  void serve_enroll(const JobPtr& job);
  OrRefusal<void> check_code(const Job& job, const v1::EnrollRequest& request);
  void serve_sync(const JobPtr& job);
  void push(const JobPtr& job, const std::shared_ptr<SyncCall>& call);
  void free_beside(SyncCall& call);
  void respond(const JobPtr& job, SyncCall& call);
  void end_recovery(const JobPtr& job, Answer answer);
  void end_epoch(const JobPtr& job, std::uint64_t epoch);
  OrRefusal<std::shared_ptr<SyncCall>> open_sync(Job& job);
  OrRefusal<std::vector<Bytes>> take_batches(Job& job, SyncCall& call);

  Clock& clock_;
  LockedRandom random_;
  const std::size_t page_bytes_max_;
  NonceMemory nonces_;
  FragmentShelf fragments_;
  std::map<std::uint32_t, std::unique_ptr<Store>> stores_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable idle_;
  bool stopping_ = false;
  std::size_t in_hand_ = 0;
  std::size_t bytes_ = 0;

  Workers workers_;  // last: its threads use all of the above
};

OrRefusal<void> ServiceImpl::check_code(const Job& job, const v1::EnrollRequest& request) {
  auto snapshot = job.store->snapshot();
  if (!snapshot.ok()) return refuse(snapshot.error());
  auto may = may_enroll(**snapshot, job.frame, request);
  return may.ok() ? std::move(*may) : refuse(may.error());
}

// The transaction carries what it made in a shared place, so that it is there when the commit is known.
void ServiceImpl::serve_enroll(const JobPtr& job) {
  auto request = read_enroll_request(job->frame);
  if (!request) {
    fail(*job, request.error());
    return;
  }
  if (request->wire_version() > 0 && request->wire_version() < kWireVersion) {
    fail(*job, {v1::ERROR_VERSION, "update the program"});
    return;
  }
  // Anybody may ask: the writer's turn is for those who hold a code or an admission.
  if (const auto known = check_code(*job, *request); !known) {
    fail(*job, known.error());
    return;
  }
  auto outcome = std::make_shared<OrRefusal<Enrolled>>(refuse(v1::ERROR_INTERNAL, "not enrolled"));
  const auto work = [this, job, outcome, request = std::move(*request)](Transaction& transaction) -> Status {
    XQ_ASSIGN(*outcome, enroll(transaction, job->frame, request, clock_.wall_ms(), random_));
    return {};
  };
  const Status queued = job->store->submit(work, [this, job, outcome](const Status& status) {
    if (!status.ok()) {
      fail(*job, status.error());
    } else if (!*outcome) {
      fail(*job, outcome->error());
    } else {
      const v1::Frame& frame = job->frame;
      finish(*job, Answer{200, wire::pack_frame(frame.organisation(), frame.device(), frame.nonce(),
                                                (*outcome)->response.SerializeAsString(), (*outcome)->secret)});
    }
  });
  if (!queued.ok()) fail(*job, queued.error());
}

OrRefusal<std::shared_ptr<SyncCall>> ServiceImpl::open_sync(Job& job) {
  auto snapshot = job.store->snapshot();
  if (!snapshot.ok()) return refuse(snapshot.error());
  const auto device = (*snapshot)->device(job.frame.device());
  if (!device.ok()) return refuse(device.error());
  if (!*device) return refuse(v1::ERROR_UNAUTHENTICATED, "unknown device");
  const auto payload = open_request(job.frame, **device, nonces_);
  if (!payload) return std::unexpected(payload.error());
  auto call = std::make_shared<SyncCall>();
  call->device = **device;
  call->page_bytes_max = page_bytes_max_;
  if (!call->request.ParseFromString(*payload)) return refuse(v1::ERROR_MALFORMED, "not a sync request");
  if (call->request.hello().min_wire_version() > kWireVersion)
    return refuse(v1::ERROR_VERSION, "speaks only newer versions");
  const auto identity = (*snapshot)->identity();
  if (!identity.ok()) return refuse(identity.error());
  const auto ahead = is_ahead(call->request.cursor(), **snapshot, *identity, call->device.number);
  if (!ahead.ok()) return refuse(ahead.error());
  if (*ahead) {
    call->ends_epoch = identity->epoch;
    return call;
  }
  auto batches = take_batches(job, *call);
  if (!batches) return std::unexpected(batches.error());
  auto plan = plan_push(**snapshot, *identity, call->device, std::move(*batches), Came::kPushed,
                        ShownReceipts(call->request.receipts()));
  if (!plan.ok()) return refuse(plan.error());
  call->plan = std::move(*plan);
  const auto turned = season_turned(**snapshot, call->device.person, clock_.wall_ms());
  if (!turned.ok()) return refuse(turned.error());
  call->season_turned = *turned;
  return call;
}

OrRefusal<std::vector<Bytes>> ServiceImpl::take_batches(Job& job, SyncCall& call) {
  std::vector<Bytes> batches;
  for (Bytes& batch : *call.request.mutable_batches()) batches.push_back(std::move(batch));
  if (call.request.fragments().empty()) return batches;
  if (call.request.fragments_size() > 1 || !batches.empty()) return refuse(v1::ERROR_MALFORMED, "more than a fragment");
  auto taken = fragments_.take(job.frame.organisation(), call.device.number, call.request.fragments(0));
  if (!taken) return std::unexpected(taken.error());
  call.need = std::move(taken->need);
  if (call.need) return batches;
  if (!charge(job, taken->batch.size())) return refuse(v1::ERROR_BUSY, "too much is in hand; try again");
  batches.push_back(std::move(taken->batch));
  return batches;
}

void ServiceImpl::serve_sync(const JobPtr& job) {
  auto call = open_sync(*job);
  if (!call) {
    fail(*job, call.error());
  } else if ((*call)->ends_epoch) {
    end_epoch(job, *(*call)->ends_epoch);
  } else if ((*call)->plan.needs_writer || (*call)->season_turned) {
    push(job, *call);
  } else {
    (*call)->pushed = answer_of((*call)->plan);
    (*call)->plan = PushPlan();
    respond(job, **call);
  }
}

// What a push was taken with takes long to free: not by the writer, and not after all of a commit's pushes.
void ServiceImpl::free_beside(SyncCall& call) {
  workers_.post_first([spent = std::exchange(call.pushed.spent, nullptr),
                       plan = std::make_shared<PushPlan>(std::exchange(call.plan, PushPlan()))] {});
}

void ServiceImpl::push(const JobPtr& job, const std::shared_ptr<SyncCall>& call) {
  const auto work = [this, call](Transaction& transaction) -> Status {
    const std::uint32_t device = call->device.number;
    const std::int64_t now_ms = clock_.wall_ms();
    if (call->season_turned) XQ_TRY(turn_season(transaction, call->device.person, now_ms));
    XQ_ASSIGN(const auto newest, transaction.newest_incarnation(device));
    XQ_ASSIGN(call->pushed, take_push(transaction, device, call->plan, now_ms, random_));
    const bool of_a_copy = is_of_a_copy(call->plan, newest);
    free_beside(*call);
    return of_a_copy ? name_copied(transaction, device, now_ms, random_) : Status();
  };
  const Status queued = job->store->submit(work, [this, job, call](const Status& status) {
    if (!status.ok()) {
      fail(*job, status.error());
      return;
    }
    workers_.post_first([this, job, call] { respond(job, *call); });
  });
  if (!queued.ok()) fail(*job, queued.error());
}

// In a snapshot taken after the commit, so that it has the push.
void ServiceImpl::respond(const JobPtr& job, SyncCall& call) {
  auto snapshot = job->store->snapshot();
  if (!snapshot.ok()) {
    fail(*job, snapshot.error());
    return;
  }
  const auto payload = sync_response(**snapshot, call, clock_.wall_ms());
  if (!payload.ok()) {
    const bool cursor = payload.error().code == ErrorCode::kInvalid;
    fail(*job, cursor ? Refusal{v1::ERROR_BAD_CURSOR, payload.error().message} : refuse(payload.error()).error());
    return;
  }
  const v1::Frame& frame = job->frame;
  Answer answer{200, wire::pack_frame(frame.organisation(), frame.device(), frame.nonce(), payload->bytes,
                                      call.device.request_secret)};
  payload->ends_recovery ? end_recovery(job, std::move(answer)) : finish(*job, std::move(answer));
}

// The office hears that it has done so once it is on the disk.
void ServiceImpl::end_recovery(const JobPtr& job, Answer answer) {
  const auto shared = std::make_shared<Answer>(std::move(answer));
  const auto work = [this](Transaction& transaction) -> Status {
    return go_on(transaction, clock_.wall_ms(), random_);
  };
  const Status queued = job->store->submit(work, [this, job, shared](const Status& status) {
    status.ok() ? finish(*job, std::move(*shared)) : fail(*job, status.error());
  });
  if (!queued.ok()) fail(*job, queued.error());
}

// The data folder is older than what devices know of it. How far back nobody can tell, so all of it counts as new; the
// device asks again and finds another epoch.
void ServiceImpl::end_epoch(const JobPtr& job, std::uint64_t epoch) {
  const auto work = [this, epoch](Transaction& transaction) -> Status {
    XQ_ASSIGN(const auto identity, transaction.identity());
    return identity.epoch == epoch ? begin_epoch(transaction, 0, random_) : Status();
  };
  const Status queued = job->store->submit(work, [this, job](const Status& status) {
    fail(*job, status.ok() ? Refusal{v1::ERROR_BUSY, "the data was put back to an older state; ask again"}
                           : refuse(status.error()).error());
  });
  if (!queued.ok()) fail(*job, queued.error());
}

}  // namespace

Result<std::unique_ptr<Service>> Service::open(const Options& options, Clock& clock, Random& random) {
  if (!crypto::init()) return Error{ErrorCode::kInternal, "the crypto library does not start"};
  XQ_ASSIGN(auto control, open_control(options.data_folder, false, options.disk));
  XQ_ASSIGN(const auto organisations, control->organisations());
  const auto threads = options.one_thread ? 0 : std::clamp(std::thread::hardware_concurrency(), 2U, 16U);
  const auto writer = options.one_thread ? SqliteStore::Writer::kCaller : SqliteStore::Writer::kThread;
  auto service = std::make_unique<ServiceImpl>(clock, random, threads, options.page_bytes_max);
  for (const OrganisationFile& organisation : organisations) {
    XQ_ASSIGN(auto store, SqliteStore::open(organisation.path, false, options.disk, writer));
    service->add_store(organisation.number, std::move(store));
  }
  return std::unique_ptr<Service>(std::move(service));
}

}  // namespace xinqiao::server
