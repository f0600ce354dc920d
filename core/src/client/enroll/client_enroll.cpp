#include "base/crypto.h"
#include "base/limits.h"
#include "client/enroll/enroll_call.h"
#include "client/parts.h"
#include "sync/answer/response.h"
#include "wire/chain.h"
#include "wire/enroll_code.h"
#include "wire/rescue_key.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kBundleFormat = 1;

// The keys this folder offers with this code: the same again after a lost answer.
Result<v1::PendingEnrolment> keys_for(const v1::EnrollCode& code, LocalStore& store, const Environment& environment) {
  auto pending = store.meta().pending_enrolment(store.vault(), code.code());
  if (pending.ok() && pending->code() == code.code()) return pending;
  if (!pending.ok() && pending.error().code != ErrorCode::kNotFound) return pending;
  const auto sign_keys = crypto::make_sign_keys(environment.random);
  const auto box_keys = crypto::make_box_keys(environment.random);
  v1::PendingEnrolment fresh;
  fresh.set_code(code.code());
  fresh.set_sign_public(sign_keys.public_key);
  fresh.set_sign_secret(sign_keys.secret_key);
  fresh.set_box_public(box_keys.public_key);
  fresh.set_box_secret(box_keys.secret_key);
  fresh.set_incarnation(Id::random(environment.clock.wall_ms(), environment.random).str());
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(store.meta().put_pending_enrolment(store.vault(), fresh));
  XQ_TRY(transaction.commit());
  return fresh;
}

v1::Identity make_identity(const v1::EnrollCode& code, const v1::PendingEnrolment& keys, const v1::EnrollResponse& from,
                           wire::RescueKey rescue) {
  v1::Identity identity;
  identity.set_url(code.url());
  identity.set_pin(code.pin());
  identity.set_organisation(code.organisation());
  identity.set_organisation_id(from.organisation_id());
  identity.set_organisation_name(from.organisation_name());
  identity.set_device(from.device());
  identity.set_device_id(from.device_id());
  identity.set_person(from.person());
  identity.set_person_name(from.person_name());
  identity.set_role(from.role());
  identity.set_request_secret(from.request_secret());
  identity.set_natural_key(from.natural_key());
  identity.set_server_sign_key(from.server_sign_key());
  identity.set_server_box_key(from.server_box_key());
  identity.set_admission(from.admission());
  identity.set_sign_public(keys.sign_public());
  identity.set_sign_secret(keys.sign_secret());
  identity.set_box_public(keys.box_public());
  identity.set_box_secret(keys.box_secret());
  identity.set_rescue_key(std::move(rescue.key));
  identity.set_rescue_box(std::move(rescue.box));
  identity.set_rescue_voucher(std::move(rescue.voucher));
  return identity;
}

// Everything a saved record needs from the first one on, in one transaction.
Status store_enrolment(LocalStore& store, const v1::Identity& identity, const v1::PendingEnrolment& keys,
                       const v1::EnrollResponse& response, const sync::Timing& timing) {
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(store.meta().put_identity(store.vault(), identity));
  v1::WriterState writer;
  writer.set_incarnation(keys.incarnation());
  writer.set_next_seq(1);
  writer.set_chain(wire::chain_start(Id::from_bytes(keys.incarnation())));
  const auto server_ms = static_cast<std::int64_t>(response.server_ms());
  if (sync::learn_time(server_ms, timing, writer)) writer.set_stamp(stamp_at(server_ms));
  XQ_TRY(store.meta().put_writer(writer));
  v1::SyncState sync;
  sync.set_epoch(response.epoch());
  XQ_TRY(store.meta().put_sync(sync));
  v1::Bundle rescue;
  rescue.set_format(kBundleFormat);
  rescue.set_organisation(identity.organisation_id());
  rescue.set_server_key(identity.server_box_key());
  rescue.set_admission(identity.admission());
  XQ_TRY(store.meta().put(kMetaRescue, rescue.SerializeAsString()));
  XQ_TRY(store.meta().erase_pending_enrolments());
  return transaction.commit();
}

}  // namespace

Result<Identity> Client::enroll(std::string_view code_text, std::string_view label, Transport& transport) {
  if (enrolled()) {
    return Error{ErrorCode::kRefused,
                 "这个数据目录已经登记过，另一个人请用另一个目录 / this data folder is enrolled already: another "
                 "person takes another folder"};
  }
  XQ_ASSIGN(const auto code, wire::read_enroll_code(code_text));
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto keys, keys_for(code, store, parts_->environment));
  v1::EnrollRequest request;
  request.set_code(code.code());
  request.set_sign_key(keys.sign_public());
  request.set_box_key(keys.box_public());
  request.set_incarnation(keys.incarnation());
  request.set_label(std::string(label));
  Clock& clock = parts_->environment.clock;
  const std::int64_t asked = clock.monotonic_ms();
  XQ_ASSIGN(const auto response,
            ask_to_enroll(code.organisation(), code.secret(), request, transport, parts_->environment.random));
  auto rescue = wire::make_rescue_key(Id::from_bytes(response.organisation_id()), response.server_box_key(),
                                      keys.sign_secret(), parts_->environment.random);
  if (!rescue.ok() || response.organisation_id().size() != Id::kSize) return answer_unreadable();
  const sync::Timing timing{clock.wall_ms(), clock.monotonic_ms() - asked, 0, clock.uptime()};
  auto identity = std::make_unique<v1::Identity>(make_identity(code, keys, response, *std::move(rescue)));
  XQ_TRY(store_enrolment(store, *identity, keys, response, timing));
  parts_->identity = std::move(identity);
  return this->identity();
}

}  // namespace xinqiao
