#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/bytes.h"

namespace xinqiao::testing {

// A self-signed server key made for one test, with the dates the test wants in its certificate.
class TlsIdentity {
 public:
  // Dates as ASN.1 generalized time: "20260101000000Z".
  explicit TlsIdentity(const std::string& not_before = "20200101000000Z",
                       const std::string& not_after = "20500101000000Z");

  const Bytes& pin() const { return pin_; }  // SHA-256 of the public key
  void install(SSL_CTX* context) const;

 private:
  template <auto Free>
  struct Freer {
    template <typename T>
    void operator()(T* object) const {
      Free(object);
    }
  };
  std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>> key_;
  std::unique_ptr<X509, Freer<X509_free>> certificate_;
  Bytes pin_;
};

}  // namespace xinqiao::testing
