// Enrolling: the code as it is pasted, then up to three requests to the shipping service, as they are or with frame,
// proof and admission made by whoever holds the code or the server's keys. A repeat with the same keys is the same
// device, other keys get no second one, and the server goes on.
#include "base/check.h"
#include "fuzz/parts.h"
#include "fuzz/targets.h"
#include "fuzz/world/township.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::fuzz {
namespace {

constexpr std::size_t kRequestsMax = 3;

// How a request is meant.
constexpr unsigned kBody = 1;   // the bytes are the body
constexpr unsigned kFrame = 2;  // they are the payload of a frame, as they are

void check_code(BytesView text) {
  const auto code = wire::read_enroll_code(text);
  if (!code.ok()) return;
  XQ_CHECK(code->pin().size() == 32 && code->secret().size() == 16 && !code->url().empty());
  const auto again = wire::read_enroll_code("  " + wire::write_enroll_code(*code) + "\n");
  XQ_CHECK(again.ok() && again->SerializeAsString() == code->SerializeAsString());
}

HttpAnswer post(Township& township, BytesView body) {
  const auto answer = township.server.handle("/v1/enroll", body);
  XQ_CHECK(answer.has_value());
  township.check_status(answer->status);
  return *answer;
}

// What the server once said of a device that it still knows, it said with the same keys.
void keep_keys(v1::Admission& admission, const Member& member) {
  if (admission.device_id() != member.enrolled.device_id()) return;
  admission.set_sign_key(member.author.keys.public_key);
  admission.set_box_key(member.box_keys.public_key);
  admission.set_request_secret(member.enrolled.request_secret());
}

// Content becomes an admission of this server's; answers with the request secret in it.
Bytes admit(v1::EnrollRequest& request, const Township& township) {
  v1::Admission admission;
  if (!admission.ParseFromString(request.admission())) return {};
  const server::Identity& identity = township.identity();
  for (const Member* member : {&township.office, &township.helper}) keep_keys(admission, *member);
  testing::SeededRandom random(3);
  const Bytes key = crypto::keyed_hash(identity.receipt_key, "xq-admission-1", crypto::kKeySize);
  request.set_admission(crypto::seal(key, admission.SerializeAsString(), identity.id.bytes(), random));
  if (request.sign_key().empty()) request.set_sign_key(admission.sign_key());
  if (request.box_key().empty()) request.set_box_key(admission.box_key());
  return admission.request_secret();
}

Bytes prove(v1::EnrollRequest& request, const Township& township) {
  const auto code = wire::read_enroll_code(township.unused_code());
  XQ_CHECK(code.ok());
  Bytes secret = code->secret();
  if (!request.admission().empty()) {
    secret = admit(request, township);
    if (secret.size() < 16 || secret.size() > 64) secret = code->secret();
  } else if (request.code() < 64) {
    request.set_code(code->code());
  }
  request.set_proof(wire::enroll_proof(request, secret));
  return secret;
}

// The device's number, when it was enrolled.
std::optional<std::uint32_t> ask(Township& township, const v1::EnrollRequest& request, BytesView secret) {
  const HttpAnswer answer =
      post(township, wire::pack_frame(1, 0, township.office.nonce++, request.SerializeAsString(), secret));
  if (answer.status != 200) return std::nullopt;
  const auto frame = wire::parse_frame(answer.body);
  XQ_CHECK(frame.ok());
  const auto payload = wire::open_frame(*frame, secret);
  v1::EnrollResponse response;
  XQ_CHECK(payload.ok() && response.ParseFromString(*payload));
  XQ_CHECK(response.organisation_id() == township.office.enrolled.organisation_id());
  return response.device();
}

void run_request(const Part& part, Township& township) {
  v1::EnrollRequest request;
  if ((part.mode & kBody) != 0) {
    post(township, part.bytes);
  } else if ((part.mode & kFrame) != 0 || !request.ParseFromString(township.with_real_ids(part.bytes))) {
    post(township, wire::pack_frame(1, 0, township.office.nonce++, part.bytes, "secret--16-bytes"));
  } else {
    const Bytes secret = prove(request, township);
    const auto device = ask(township, request, secret);
    if (!device) return;
    XQ_CHECK(ask(township, request, secret) == device);
    request.mutable_sign_key()->back() = static_cast<char>(request.sign_key().back() ^ 1);
    request.set_proof(wire::enroll_proof(request, secret));
    XQ_CHECK(!ask(township, request, secret));
  }
}

}  // namespace

void fuzz_enroll(BytesView input) {
  check_code(input);
  check_code("XQ1-" + to_base64url(input));
  const auto parts = parts_of(input, kRequestsMax);
  if (parts.empty()) return;
  Township& township = fresh_township();
  for (const Part& part : parts) run_request(part, township);
  const auto office = township.pull_all(township.office);
  if (office == township.at_first()) return;
  township.restart();
  XQ_CHECK(township.pull_all(township.office) == office);
}

}  // namespace xinqiao::fuzz
