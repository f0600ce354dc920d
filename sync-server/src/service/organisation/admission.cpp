#include "service/organisation/admission.h"

namespace xinqiao::server {
namespace {

Bytes admission_key(const Identity& identity) {
  return crypto::keyed_hash(identity.receipt_key, "xq-admission-1", crypto::kKeySize);
}

}  // namespace

Bytes seal_admission(const Identity& identity, const Admitted& admitted, Random& random) {
  const Device& device = admitted.device;
  v1::Admission admission;
  admission.set_device(device.number);
  admission.set_device_id(device.id.str());
  admission.set_person(device.person.str());
  admission.set_person_name(admitted.person_name);
  admission.set_role(device.role);
  admission.set_sign_key(device.sign_key);
  admission.set_box_key(device.box_key);
  admission.set_request_secret(device.request_secret);
  admission.set_label(device.label);
  admission.set_enrolled_ms(device.enrolled_ms);
  return crypto::seal(admission_key(identity), admission.SerializeAsString(), identity.id.bytes(), random);
}

std::optional<Admitted> read_admission(const Identity& identity, BytesView sealed) {
  const auto opened = crypto::open(admission_key(identity), sealed, identity.id.bytes());
  v1::Admission admission;
  if (!opened.ok() || !admission.ParseFromString(*opened)) return std::nullopt;
  Device device;
  device.number = admission.device();
  device.id = Id::from_bytes(admission.device_id());
  device.person = Id::from_bytes(admission.person());
  device.role = admission.role();
  device.sign_key = admission.sign_key();
  device.box_key = admission.box_key();
  device.request_secret = admission.request_secret();
  device.label = admission.label();
  device.enrolled_ms = admission.enrolled_ms();
  return Admitted{std::move(device), admission.person_name()};
}

OrRefusal<Admitted> open_admission(const Identity& identity, const v1::Frame& frame, const v1::EnrollRequest& request) {
  const auto refused = refuse(v1::ERROR_UNAUTHENTICATED, "not admitted here");
  auto admitted = read_admission(identity, request.admission());
  if (!admitted || !check_enroll_request(frame, request, admitted->device.request_secret)) return refused;
  if (request.sign_key() != admitted->device.sign_key || request.box_key() != admitted->device.box_key) return refused;
  return *std::move(admitted);
}

}  // namespace xinqiao::server
