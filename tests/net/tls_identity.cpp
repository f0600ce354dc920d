#include "net/tls_identity.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "base/check.h"

namespace xinqiao::testing {

TlsIdentity::TlsIdentity(const std::string& not_before, const std::string& not_after)
    : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
  X509* x = certificate_.get();
  XQ_CHECK(key_ && x);
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  XQ_CHECK(ASN1_TIME_set_string(X509_getm_notBefore(x), not_before.c_str()) == 1);
  XQ_CHECK(ASN1_TIME_set_string(X509_getm_notAfter(x), not_after.c_str()) == 1);
  X509_set_pubkey(x, key_.get());
  const auto* name = reinterpret_cast<const unsigned char*>("somebody else");
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, name, -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(x));
  XQ_CHECK(X509_sign(x, key_.get(), EVP_sha256()) > 0);

  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key_.get(), &der);
  XQ_CHECK(size > 0);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(der, static_cast<std::size_t>(size), digest);
  OPENSSL_free(der);
  pin_.assign(reinterpret_cast<const char*>(digest), sizeof digest);
}

void TlsIdentity::install(SSL_CTX* context) const {
  XQ_CHECK(SSL_CTX_use_certificate(context, certificate_.get()) == 1);
  XQ_CHECK(SSL_CTX_use_PrivateKey(context, key_.get()) == 1);
}

}  // namespace xinqiao::testing
