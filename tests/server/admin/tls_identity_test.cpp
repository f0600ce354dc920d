#include "admin/tls_identity.h"

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

namespace xinqiao::server {
namespace {

class Certificate {
 public:
  explicit Certificate(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    x509_ = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
  }
  ~Certificate() { X509_free(x509_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  X509* get() const { return x509_; }

 private:
  X509* x509_;
};

TEST(TlsIdentityTest, SignsItselfForTheHost) {
  const auto tls = make_tls_identity("xinqiao.example");
  ASSERT_TRUE(tls.ok()) << tls.error().message;
  const Certificate certificate(tls->certificate);
  ASSERT_NE(certificate.get(), nullptr);
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  EXPECT_EQ(X509_verify(certificate.get(), key), 1);
  char group[32] = {};
  EXPECT_EQ(EVP_PKEY_get_utf8_string_param(key, "group", group, sizeof(group), nullptr), 1);
  EXPECT_STREQ(group, "prime256v1");
  EXPECT_EQ(X509_check_host(certificate.get(), "xinqiao.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "other.example", 0, 0, nullptr), 0);
}

TEST(TlsIdentityTest, KnowsAddressesFromNames) {
  for (const char* address : {"192.168.1.10", "::1"}) {
    const auto tls = make_tls_identity(address);
    ASSERT_TRUE(tls.ok());
    EXPECT_EQ(X509_check_ip_asc(Certificate(tls->certificate).get(), address, 0), 1) << address;
  }
}

// A phone that believes it is 2099 connects, and so does the one that will be in use then.
TEST(TlsIdentityTest, DoesNotRunOut) {
  const auto tls = make_tls_identity("a");
  ASSERT_TRUE(tls.ok());
  const Certificate certificate(tls->certificate);
  constexpr time_t kYear2099 = 4'070'908'800;
  EXPECT_LT(ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate.get()), 1'600'000'000), 0);
  EXPECT_GT(ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate.get()), kYear2099), 0);
}

TEST(TlsIdentityTest, PinsThePublicKey) {
  const auto tls = make_tls_identity("a");
  ASSERT_TRUE(tls.ok());
  unsigned char* der = nullptr;
  const Certificate certificate(tls->certificate);
  const int size = i2d_PUBKEY(X509_get0_pubkey(certificate.get()), &der);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(der, static_cast<std::size_t>(size), digest);
  OPENSSL_free(der);
  EXPECT_EQ(tls->pin, Bytes(reinterpret_cast<char*>(digest), sizeof(digest)));
  EXPECT_NE(tls->pin, make_tls_identity("a")->pin) << "a new key each time";
}

TEST(TlsIdentityTest, RefusesWhatIsNoCertificate) {
  EXPECT_EQ(public_key_pin("").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(public_key_pin("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").error().code,
            ErrorCode::kInvalid);
}

}  // namespace
}  // namespace xinqiao::server
