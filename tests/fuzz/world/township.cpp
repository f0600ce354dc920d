#include "fuzz/world/township.h"

#include "base/check.h"
#include "base/limits.h"
#include "merge/changes.h"
#include "merge/state_codec.h"
#include "simulation/world/forms.h"
#include "store/control.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::fuzz {
namespace {

namespace forms = simulation::forms;
using testing::sets;

constexpr int kPagesMax = 500;

Id named(BytesView sixteen) { return Id::from_bytes(sixteen); }

TouchedGroup words(std::uint32_t number, BytesView text, std::vector<ChangeId> seen = {}) {
  TouchedGroup group{number, Bytes(), std::move(seen), {}};
  write_bytes(*group.value, number, text);
  return group;
}

Change change_of(std::int64_t now_ms, const Id& record, std::uint32_t kind, std::vector<TouchedGroup> groups) {
  Change change;
  change.record = record;
  change.kind = kind;
  change.written = stamp_at(now_ms);
  change.groups = std::move(groups);
  return change;
}

}  // namespace

Bytes replaced(Bytes text, const Markers& markers) {
  for (const auto& [marker, id] : markers) {
    for (auto at = text.find(marker); at != Bytes::npos; at = text.find(marker, at + id.size())) {
      text.replace(at, id.size(), id);
    }
  }
  return text;
}

Township::Township() {
  server.random.begin(1);
  const auto code = server.create();
  XQ_CHECK(code.ok() && server.open().ok());
  enroll(office, server, *code);
  const auto invited = server.invite("helper", "老师甲");
  XQ_CHECK(invited.ok());
  enroll(helper, server, *invited);
  const auto unused = server.invite("village_lead", "老师乙");
  XQ_CHECK(unused.ok());
  unused_code_ = *unused;
  markers_ = {{"=office--person=", office.enrolled.person()},
              {"=helper--person=", helper.enrolled.person()},
              {"=device--office=", office.enrolled.device_id()},
              {"=device--helper=", helper.enrolled.device_id()}};
  fill();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Bytes id;
    append_u64(id, ids[i]);
    markers_.emplace_back("=change" + std::to_string(i % 10), id);
  }
  const auto known = (*open_store()->snapshot())->identity();
  XQ_CHECK(known.ok());
  identity_ = *known;
  at_first_ = pull_all(office);
  beginning_.emplace(server.machine.files().copy(), time.now_ms, office, helper);
}

void Township::push(Member& member, std::vector<Change> changes, int refused) {
  time.now_ms += 1000;
  for (Change& change : changes) change.written = change.effective = stamp_at(time.now_ms);
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  request.set_want(v1::WANT_PULL);
  request.add_batches(member.author.batch(changes, false).SerializeAsString());
  const auto answered = post(member, server, request.SerializeAsString());
  XQ_CHECK(answered.response && answered.response->receipts(0).outcome() == v1::OUTCOME_TAKEN);
  XQ_CHECK(answered.response->receipts(0).verdicts_size() == refused);
  for (const Change& change : changes) ids.push_back(change.id);
}

void Township::fill() {
  const Id near = named("child-near-16byt");
  const Id far = named("child-far--16byt");
  const Id visit = named("visit-----16byte");
  const Id check_in = named("check-in--16byte");
  const Id pairing = named("pairing---16byte");
  const std::int64_t now = time.now_ms;
  push(office, {change_of(now, near, forms::kChild,
                          {words(forms::kChildName, "龙小兰"), words(19, "甲"), sets(forms::kRisk, 1)}),
                change_of(now, far, forms::kChild, {words(forms::kChildName, "麻小梓")}),
                change_of(now, pairing, forms::kPairing,
                          {words(forms::kOfChild, near.bytes()), words(forms::kPairingHelper, helper.enrolled.person()),
                           sets(forms::kPairingRole, 1)})});
  const ChangeId made = ids[0];
  push(helper,
       {change_of(now, visit, forms::kVisit, {words(forms::kOfChild, near.bytes()), sets(forms::kVisitKind, 2)}),
        change_of(now, check_in, forms::kCheckIn, {words(forms::kOfChild, near.bytes()), sets(forms::kResult, 2)})});
  // Both at once; something outside the helper's scope; and what the office deletes.
  push(helper, {change_of(now, near, 0, {words(19, "乙", {made}), sets(forms::kRisk, 3, {made})})});
  push(office, {change_of(now, near, 0, {words(19, "丙", {made}), sets(forms::kRisk, 2, {made})})});
  push(helper, {change_of(now, far, 0, {words(20, "丁")})}, 1);
  push(office, {change_of(now, check_in, 0, {{kDeletedGroup, Bytes(), {}, {ids[4]}}})});
}

void Township::begin() {
  server.machine.kill();
  store_.reset();
  server.close();
  server.machine.replace(beginning_->disk.copy());
  server.random.begin(2);
  time.now_ms = beginning_->now_ms;
  office = beginning_->office;
  helper = beginning_->helper;
  XQ_CHECK(server.open().ok());
}

void Township::restore() {
  store_.reset();
  const auto backup = server.machine.files().copy();
  XQ_CHECK(server.put_back(backup).ok());
}

void Township::restart() {
  server.close();
  XQ_CHECK(server.open().ok());
}

void Township::check_status(int status) const {
  XQ_CHECK(status == 200 || status == 400 || status == 401 || status == 403 || status == 404 || status == 413 ||
           status == 426);
}

Answered Township::send(Member& member, const v1::SyncRequest& request) {
  auto answered = post(member, server, request.SerializeAsString());
  // A cursor that the server itself seems to have given, beyond what it has: it begins an epoch, and is asked again.
  constexpr int kAskAgain = 503;
  if (answered.status == kAskAgain) answered = post(member, server, request.SerializeAsString());
  check_status(answered.status);
  if (answered.response) {
    XQ_CHECK(answered.response->receipts_size() == request.batches_size());
    for (const auto& delta : answered.response->deltas()) XQ_CHECK(decode_state(delta).ok());
  }
  return answered;
}

std::vector<Bytes> Township::pull_all(Member& member) {
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  request.mutable_hello()->set_epoch(member.enrolled.epoch());
  request.set_want(v1::WANT_PULL);
  std::vector<Bytes> deltas;
  for (int page = 0;; ++page) {
    XQ_CHECK(page < kPagesMax);
    const auto answered = send(member, request);
    XQ_CHECK(answered.response.has_value());
    for (const auto& delta : answered.response->deltas()) deltas.push_back(delta.SerializeAsString());
    if (answered.response->complete()) return deltas;
    XQ_CHECK(answered.response->cursor() != request.cursor());
    request.set_cursor(answered.response->cursor());
  }
}

Bytes Township::with_real_ids(BytesView input) const { return replaced(Bytes(input), markers_); }

std::unique_ptr<server::Store> Township::open_store() {
  const Disk disk = server.machine.disk();
  const auto control = server::open_control(simulation::Server::kFolder, false, disk);
  XQ_CHECK(control.ok());
  auto store = server::SqliteStore::open((*control)->place_of(1), false, disk, server::SqliteStore::Writer::kCaller);
  XQ_CHECK(store.ok());
  return std::move(*store);
}

std::uint64_t Township::last_seq() {
  if (!store_) store_ = open_store();
  const auto last = (*store_->snapshot())->last_seq();
  XQ_CHECK(last.ok());
  return *last;
}

Township& fresh_township() {
  static Township township;
  township.begin();
  return township;
}

}  // namespace xinqiao::fuzz
