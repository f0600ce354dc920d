#include "http/session/tls_context.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>

namespace xinqiao::server::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

Status prepare_tls(ssl::context& context, const std::string& certificate, const std::string& key) {
  error_code error;
  static_cast<void>(context.use_certificate_chain(boost::asio::buffer(certificate), error));
  if (error) return Error{ErrorCode::kInvalid, "the TLS certificate cannot be read: " + error.message()};
  static_cast<void>(context.use_private_key(boost::asio::buffer(key), ssl::context::pem, error));
  if (error) return Error{ErrorCode::kInvalid, "the TLS key cannot be read or is another one's: " + error.message()};

  SSL_CTX* native = context.native_handle();
  if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1) {
    return Error{ErrorCode::kInternal, "this OpenSSL has no TLS 1.3"};
  }
  // One ticket instead of two: a resumed handshake is half the bytes on a slow line.
  SSL_CTX_set_num_tickets(native, 1);
  // An idle phone costs its buffers otherwise.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  return {};
}

}  // namespace xinqiao::server::http
