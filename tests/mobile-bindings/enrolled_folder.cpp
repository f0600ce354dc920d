#include "mobile-bindings/enrolled_folder.h"

#include "base/check.h"
#include "base/crypto.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"
#include "xinqiao/client.h"

namespace xinqiao::testing {
namespace {

// Answers one enrolment the way the server does.
class EnrollingServer final : public Transport {
 public:
  EnrollingServer(Bytes secret, const Enrolment& enrolment) : secret_(std::move(secret)), enrolment_(enrolment) {}

  Result<HttpAnswer> post(std::string_view, BytesView body) override {
    XQ_ASSIGN(const auto frame, wire::parse_frame(body));
    XQ_ASSIGN(const auto payload, wire::open_frame(frame, secret_));
    v1::EnrollRequest request;
    XQ_CHECK(request.ParseFromString(payload));
    SystemRandom random;
    v1::EnrollResponse response;
    response.set_device(1);
    response.set_device_id("device--16-bytes");
    response.set_request_secret(Bytes(32, 'r'));
    response.set_organisation_id(enrolment_.organisation.str());
    response.set_organisation_name(enrolment_.organisation_name);
    response.set_person(enrolment_.person.str());
    response.set_person_name(enrolment_.person_name);
    response.set_role(enrolment_.role);
    response.set_server_sign_key(crypto::make_sign_keys(random).public_key);
    response.set_server_box_key(crypto::make_box_keys(random).public_key);
    response.set_natural_key(Bytes(32, 'n'));
    response.set_epoch(1);
    response.set_server_ms(static_cast<std::uint64_t>(SystemClock().wall_ms()));
    return HttpAnswer{200,
                      wire::pack_frame(frame.organisation(), 0, frame.nonce(), response.SerializeAsString(), secret_)};
  }

 private:
  Bytes secret_;
  Enrolment enrolment_;
};

}  // namespace

void enroll_without_server(const std::string& folder, const Enrolment& enrolment) {
  XQ_CHECK(crypto::init());
  SystemClock clock;
  SystemRandom random;
  SystemFileSystem files;
  v1::EnrollCode code;
  code.set_url("https://127.0.0.1:1");
  code.set_pin(Bytes(32, 'p'));
  code.set_organisation(1);
  code.set_code(1);
  code.set_secret(Bytes(16, 's'));
  auto client = Client::open({.folder = folder}, {clock, random, files});
  XQ_CHECK(client.ok());
  EnrollingServer server(code.secret(), enrolment);
  XQ_CHECK((*client)->enroll(wire::write_enroll_code(code), "测试机", server).ok());
}

}  // namespace xinqiao::testing
