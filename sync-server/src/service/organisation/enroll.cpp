#include "service/organisation/enroll.h"

#include "base/limits.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "service/organisation/server_writer.h"
#include "wire/chain.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kLabelBytes = 200;

std::string label_of(const v1::EnrollRequest& request) {
  if (request.label().size() > kLabelBytes || !is_utf8(request.label())) return {};
  return request.label();
}

OwnRecord device_record(const Device& device) {
  OwnRecord record{device.id, schema::kDeviceKind, {}};
  write_bytes(record.fields[v1::Device::kPersonFieldNumber], v1::Device::kPersonFieldNumber, device.person.bytes());
  if (!device.label.empty()) {
    write_bytes(record.fields[v1::Device::kLabelFieldNumber], v1::Device::kLabelFieldNumber, device.label);
  }
  write_varint(record.fields[v1::Device::kEnrolledFieldNumber], v1::Device::kEnrolledFieldNumber,
               static_cast<std::uint64_t>(device.enrolled_ms));
  return record;
}

Result<Incarnation> begin_incarnation(Transaction& transaction, const Device& device, const Id& id) {
  Incarnation incarnation;
  incarnation.id = id;
  incarnation.device = device.number;
  incarnation.tip_chain = wire::chain_start(incarnation.id);
  XQ_ASSIGN(incarnation.no, transaction.add_incarnation(incarnation));
  return incarnation;
}

Result<Device> add_device(Transaction& transaction, const Identity& identity, EnrollmentCode code,
                          const v1::EnrollRequest& request, std::int64_t now_ms, Random& random) {
  Device device;
  XQ_ASSIGN(device.number, transaction.next_device_number());
  device.id = Id::random(now_ms, random);
  device.person = code.person;
  device.role = code.role;
  device.sign_key = request.sign_key();
  device.box_key = request.box_key();
  device.request_secret = random.bytes(crypto::kKeySize);
  device.label = label_of(request);
  device.enrolled_ms = now_ms;
  XQ_TRY(transaction.put_device(device));
  XQ_TRY(begin_incarnation(transaction, device, Id::from_bytes(request.incarnation())));
  code.used_by = device.number;
  XQ_TRY(transaction.put_code(code));
  XQ_TRY(append_own(transaction, identity, {device_record(device)}, now_ms, random));
  return device;
}

Result<std::string> name_of(Transaction& transaction, const Id& person) {
  XQ_ASSIGN(const auto rows, transaction.records({&person, 1}));
  if (rows.empty()) return std::string();
  XQ_ASSIGN(const auto state, decode_state(rows.front().state));
  const Fields fields = shown_fields(state);
  const auto name = fields.find(v1::Person::kNameFieldNumber);
  return name == fields.end() ? std::string() : read_bytes(name->second).value_or(Bytes());
}

Result<v1::EnrollResponse> respond(Transaction& transaction, const Identity& identity, const Device& device,
                                   std::int64_t now_ms, Random& random) {
  v1::EnrollResponse response;
  response.set_device(device.number);
  response.set_device_id(device.id.str());
  response.set_request_secret(device.request_secret);
  response.set_organisation_id(identity.id.str());
  response.set_organisation_name(identity.name);
  response.set_person(device.person.str());
  XQ_ASSIGN(const auto name, name_of(transaction, device.person));
  response.set_person_name(name);
  response.set_role(device.role);
  response.set_server_sign_key(identity.sign_keys.public_key);
  response.set_server_box_key(identity.box_keys.public_key);
  response.set_natural_key(identity.natural_key);
  response.set_epoch(identity.epoch);
  response.set_server_ms(static_cast<std::uint64_t>(now_ms));
  response.set_admission(seal_admission(identity, {device, name}, random));
  return response;
}

bool same_keys(const Device& device, const v1::EnrollRequest& request) {
  return device.sign_key == request.sign_key() && device.box_key == request.box_key();
}

Result<OrRefusal<EnrollmentCode>> find_code(Snapshot& snapshot, const v1::Frame& frame,
                                            const v1::EnrollRequest& request) {
  using Answer = OrRefusal<EnrollmentCode>;
  XQ_ASSIGN(auto code, snapshot.code(request.code()));
  const Bytes secret = code ? code->secret : Bytes(16, '\0');
  if (!check_enroll_request(frame, request, secret) || !code) {
    return Answer(refuse(v1::ERROR_CODE_UNKNOWN, "this enrolment code is not known here"));
  }
  return Answer(std::move(*code));
}

// Of the person's record, when the backup is older than it: what every list needs until an office puts the rest back.
OwnRecord person_record(const Admitted& admitted) {
  v1::Person person;
  person.set_name(admitted.person_name);
  person.add_posts()->set_role(static_cast<v1::PostRole>(admitted.device.role));
  OwnRecord record{admitted.device.person, schema::kPersonKind, {}};
  if (auto fields = split_fields(person.SerializeAsString()); fields.ok()) record.fields = std::move(*fields);
  return record;
}

Result<OrRefusal<Enrolled>> readmit(Transaction& transaction, const v1::Frame& frame, const v1::EnrollRequest& request,
                                    std::int64_t now_ms, Random& random) {
  using Answer = OrRefusal<Enrolled>;
  XQ_ASSIGN(const auto identity, transaction.identity());
  auto admitted = open_admission(identity, frame, request);
  if (!admitted) return Answer(std::unexpected(admitted.error()));
  XQ_ASSIGN(const auto known, transaction.device_with(admitted->device.id));
  if (known && known->revoked_ms != 0) return Answer(refuse(v1::ERROR_REVOKED, "this device was revoked"));
  if (known) {
    admitted->device = *known;
  } else {
    XQ_TRY(let_in(transaction, identity, *admitted, Id::from_bytes(request.incarnation()), now_ms, random));
  }
  XQ_ASSIGN(auto response, respond(transaction, identity, admitted->device, now_ms, random));
  return Answer(Enrolled{std::move(response), admitted->device.request_secret});
}

}  // namespace

Status let_in(Transaction& transaction, const Identity& identity, Admitted& admitted, const Id& incarnation,
              std::int64_t now_ms, Random& random) {
  Device& device = admitted.device;
  device.readmitted = true;
  XQ_ASSIGN(const auto other, transaction.device(device.number));
  if (other) {  // somebody who enrolled since has the number
    XQ_ASSIGN(device.number, transaction.next_device_number());
  }
  XQ_TRY(transaction.put_device(device));
  XQ_ASSIGN(const auto known, transaction.incarnation(incarnation));
  if (!known) XQ_TRY(begin_incarnation(transaction, device, incarnation));
  std::vector<OwnRecord> records{device_record(device)};
  XQ_ASSIGN(const auto person, transaction.records({&device.person, 1}));
  if (person.empty() || person.front().kind == 0) records.push_back(person_record(admitted));
  return append_own(transaction, identity, records, now_ms, random);
}

Result<OrRefusal<void>> may_enroll(Snapshot& snapshot, const v1::Frame& frame, const v1::EnrollRequest& request) {
  using Answer = OrRefusal<void>;
  if (!request.admission().empty()) {
    XQ_ASSIGN(const auto identity, snapshot.identity());
    const auto admitted = open_admission(identity, frame, request);
    return admitted ? Answer() : Answer(std::unexpected(admitted.error()));
  }
  XQ_ASSIGN(const auto code, find_code(snapshot, frame, request));
  return code ? Answer() : Answer(std::unexpected(code.error()));
}

Result<OrRefusal<Enrolled>> enroll(Transaction& transaction, const v1::Frame& frame, const v1::EnrollRequest& request,
                                   std::int64_t now_ms, Random& random) {
  using Answer = OrRefusal<Enrolled>;
  if (!request.admission().empty()) return readmit(transaction, frame, request, now_ms, random);
  XQ_ASSIGN(const auto code, find_code(transaction, frame, request));
  if (!code) return Answer(std::unexpected(code.error()));
  const Bytes& secret = code->secret;
  XQ_ASSIGN(const auto identity, transaction.identity());
  if (code->used_by != 0) {
    XQ_ASSIGN(const auto device, transaction.device(code->used_by));
    if (!device || !same_keys(*device, request)) {
      return Answer(refuse(v1::ERROR_CODE_USED, "this enrolment code was used by another device"));
    }
    XQ_ASSIGN(auto response, respond(transaction, identity, *device, now_ms, random));
    return Answer(Enrolled{std::move(response), secret});
  }
  const bool may_be_now = now_ms < limits::kLatestMs;  // else the clock is wrong, not the code old
  if (may_be_now && code->expires_ms < now_ms)
    return Answer(refuse(v1::ERROR_CODE_EXPIRED, "this enrolment code has expired"));
  XQ_ASSIGN(const auto taken, transaction.incarnation(Id::from_bytes(request.incarnation())));
  if (taken) return Answer(refuse(v1::ERROR_MALFORMED, "this incarnation is another device's; draw a new one"));
  XQ_ASSIGN(const auto device, add_device(transaction, identity, *code, request, now_ms, random));
  XQ_ASSIGN(auto response, respond(transaction, identity, device, now_ms, random));
  return Answer(Enrolled{std::move(response), secret});
}

}  // namespace xinqiao::server
