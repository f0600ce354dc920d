#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace xinqiao::server::http {

// A client that can misbehave: sends any bytes over TLS, or below it. Blocking; every wait ends after ten
// seconds at the latest, so that a test that goes wrong fails instead of hanging.
class TlsClient {
 public:
  struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };

  // `tls_version`: the only one spoken, as OpenSSL's constant; 0 for any.
  static std::optional<TlsClient> connect(std::uint16_t port, int tls_version = 0);
  // Connected, but no handshake yet.
  static TlsClient connect_tcp(std::uint16_t port);

  TlsClient(TlsClient&&) noexcept;
  TlsClient& operator=(TlsClient&&) noexcept;
  ~TlsClient();

  // False when the server has hung up.
  bool send(std::string_view bytes);
  bool send_raw(std::string_view bytes);  // below TLS
  // Nothing when the server hung up before a whole answer. `bodyless`: to a HEAD request.
  std::optional<Reply> receive(bool bodyless = false);
  // True when the server closes and sends nothing more before.
  bool is_closed_by_server();
  // Cuts the connection without a word.
  void cut();

 private:
  struct Connection;
  explicit TlsClient(std::unique_ptr<Connection> connection);
  bool read_more();

  std::unique_ptr<Connection> connection_;
  std::string read_;
};

// "POST path HTTP/1.1" with a body and its Content-Length.
std::string post(std::string_view path, std::string_view body, std::string_view more_headers = {});
std::string get(std::string_view path);

}  // namespace xinqiao::server::http
