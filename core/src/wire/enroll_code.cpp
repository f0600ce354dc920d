#include "wire/enroll_code.h"

#include "base/crypto.h"

namespace xinqiao::wire {
namespace {

constexpr std::string_view kPrefix = "XQ1-";

Error bad_code() {
  return Error{ErrorCode::kInvalid,
               "邀请码不完整或有误，请整段重新粘贴（以 XQ1- 开头） / the enrolment code is incomplete or wrong; "
               "paste it again whole, it begins with XQ1-"};
}

}  // namespace

std::string write_enroll_code(const v1::EnrollCode& code) {
  return std::string(kPrefix) + to_base64url(code.SerializeAsString());
}

Result<v1::EnrollCode> read_enroll_code(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return bad_code();
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (!text.starts_with(kPrefix)) return bad_code();
  const auto bytes = from_base64url(text.substr(kPrefix.size()));
  v1::EnrollCode code;
  if (!bytes.ok() || !code.ParseFromString(*bytes)) return bad_code();
  if (code.url().empty() || code.pin().size() != 32 || code.secret().size() != 16 || code.organisation() == 0) {
    return bad_code();
  }
  return code;
}

Bytes enroll_proof(const v1::EnrollRequest& request, BytesView secret) {
  Bytes text = "xq-enroll-1";
  append_u64(text, request.code());
  for (const BytesView part : {BytesView(request.sign_key()), BytesView(request.box_key()),
                               BytesView(request.incarnation()), BytesView(request.label())}) {
    append_u32(text, static_cast<std::uint32_t>(part.size()));
    text.append(part);
  }
  append_u32(text, request.wire_version());
  text.append(request.admission());
  return crypto::mac(secret, text);
}

}  // namespace xinqiao::wire
