#include "auth/codes.h"

#include "wire/enroll_code.h"

namespace xinqiao::server {

EnrollmentCode make_code(const Id& person, std::uint32_t role, std::int64_t now_ms, Random& random) {
  constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
  EnrollmentCode code;
  code.code = random.u64();
  code.secret = random.bytes(16);
  code.person = person;
  code.role = role;
  code.created_ms = now_ms;
  code.expires_ms = now_ms + kCodeDays * kDayMs;
  return code;
}

std::string write_code(const EnrollmentCode& code, const ServerFacts& facts, std::uint32_t organisation) {
  v1::EnrollCode out;
  out.set_url(facts.url);
  out.set_pin(facts.tls_pin);
  out.set_organisation(organisation);
  out.set_code(code.code);
  out.set_secret(code.secret);
  return wire::write_enroll_code(out);
}

}  // namespace xinqiao::server
