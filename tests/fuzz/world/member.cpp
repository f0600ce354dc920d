#include "fuzz/world/member.h"

#include "base/check.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::fuzz {

void enroll(Member& member, simulation::Server& server, const std::string& code_text) {
  const auto code = wire::read_enroll_code(code_text);
  XQ_CHECK(code.ok());
  v1::EnrollRequest request;
  request.set_code(code->code());
  request.set_sign_key(member.author.keys.public_key);
  request.set_box_key(member.box_keys.public_key);
  request.set_incarnation(member.author.incarnation.str());
  request.set_label("手机");
  request.set_wire_version(1);
  request.set_proof(wire::enroll_proof(request, code->secret()));
  const Bytes body =
      wire::pack_frame(code->organisation(), 0, member.nonce++, request.SerializeAsString(), code->secret());
  const auto answer = server.handle("/v1/enroll", body);
  XQ_CHECK(answer && answer->status == 200);
  const auto frame = wire::parse_frame(answer->body);
  XQ_CHECK(frame.ok());
  const auto payload = wire::open_frame(*frame, code->secret());
  XQ_CHECK(payload.ok() && member.enrolled.ParseFromString(*payload));
  member.author.organisation = Id::from_bytes(member.enrolled.organisation_id());
  member.author.person = Id::from_bytes(member.enrolled.person());
}

Answered post(Member& member, simulation::Server& server, BytesView request) {
  const std::uint64_t nonce = member.nonce++;
  const BytesView secret = member.enrolled.request_secret();
  const auto answer = server.handle("/v1/sync", wire::pack_frame(1, member.enrolled.device(), nonce, request, secret));
  XQ_CHECK(answer.has_value());
  Answered out{answer->status, std::nullopt};
  if (answer->status != 200) return out;
  const auto frame = wire::parse_frame(answer->body);
  XQ_CHECK(frame.ok() && frame->nonce() == nonce);
  const auto payload = wire::open_frame(*frame, secret);
  XQ_CHECK(payload.ok());
  out.response.emplace();
  XQ_CHECK(out.response->ParseFromString(*payload));
  return out;
}

}  // namespace xinqiao::fuzz
