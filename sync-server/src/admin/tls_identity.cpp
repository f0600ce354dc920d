#include "admin/tls_identity.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

namespace xinqiao::server {
namespace {

constexpr const char* kNotBefore = "20200101000000Z";
constexpr const char* kNotAfter = "99991231235959Z";  // RFC 5280 4.1.2.5: no well-defined end
constexpr int kSerialBits = 127;

template <auto free_it>
struct Free {
  template <typename T>
  void operator()(T* held) const {
    free_it(held);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

Error failed(const char* what) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  return Error{ErrorCode::kInternal, std::string("cannot ") + what + ": " + (reason != nullptr ? reason : "OpenSSL")};
}

Bytes contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return Bytes(data, static_cast<std::size_t>(size));
}

bool is_address(const std::string& host) {
  unsigned char ignored[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), ignored) == 1 || inet_pton(AF_INET6, host.c_str(), ignored) == 1;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool describe(X509* certificate, EVP_PKEY* key, const std::string& host) {
  const Number serial(BN_new());
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* common_name = reinterpret_cast<const unsigned char*>("Xinqiao");
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr &&
         ASN1_TIME_set_string(X509_getm_notBefore(certificate), kNotBefore) == 1 &&
         ASN1_TIME_set_string(X509_getm_notAfter(certificate), kNotAfter) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common_name, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         add_extension(certificate, NID_subject_alt_name, (is_address(host) ? "IP:" : "DNS:") + host) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

Result<Tls> make_tls_identity(const std::string& host) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed("make a TLS key");
  const Certificate certificate(X509_new());
  if (!certificate || !describe(certificate.get(), key.get(), host)) return failed("make a TLS certificate");

  const Bio key_pem(BIO_new(BIO_s_mem()));
  const Bio certificate_pem(BIO_new(BIO_s_mem()));
  if (!key_pem || !certificate_pem ||
      PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1) {
    return failed("write the TLS key");
  }
  Tls tls;
  tls.certificate = contents(certificate_pem.get());
  tls.key = contents(key_pem.get());
  XQ_ASSIGN(tls.pin, public_key_pin(tls.certificate));
  return tls;
}

Result<Bytes> public_key_pin(std::string_view certificate_pem) {
  const Bio pem(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
  const Certificate certificate(pem ? PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!certificate) {
    ERR_clear_error();
    return Error{ErrorCode::kInvalid, "this is not a certificate in PEM"};
  }
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
  if (size <= 0) return failed("read the certificate's key");
  Bytes pin(EVP_MAX_MD_SIZE, '\0');
  unsigned int pin_size = 0;
  const int hashed = EVP_Digest(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(pin.data()),
                                &pin_size, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  if (hashed != 1) return failed("hash the certificate's key");
  pin.resize(pin_size);
  return pin;
}

}  // namespace xinqiao::server
