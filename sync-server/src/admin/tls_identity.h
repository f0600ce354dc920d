#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "service/organisation/organisation.h"

namespace xinqiao::server {

// A new key (ECDSA P-256) and a certificate it signed itself, for `host` (a name or an address). Devices pin the
// key and look at no date, so the certificate is made never to run out. Keys come from OpenSSL's own randomness.
Result<Tls> make_tls_identity(const std::string& host);

// SHA-256 of the certificate's SubjectPublicKeyInfo in DER, what devices pin. kInvalid when it is no certificate.
Result<Bytes> public_key_pin(std::string_view certificate_pem);

}  // namespace xinqiao::server
