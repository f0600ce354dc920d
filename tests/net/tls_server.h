#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/tls_identity.h"

namespace xinqiao::testing {

// A real TLS server on loopback that misbehaves as told. One connection at a time, on a thread of its own.
// Destroying it ends connections and thread.
class TlsServer {
 public:
  struct Request {
    int connection = 0;  // 1, 2, 3 ...
    std::string head;    // request line and headers
    std::string body;
  };
  struct Reply {
    std::string bytes;   // as they go over the wire
    bool close = false;  // then the connection is cut, without a TLS good-bye
    bool hang = false;   // then nothing more happens until the peer gives up
  };
  using Handler = std::function<Reply(const Request&)>;
  static Reply ok(const std::string& body, const std::string& more_headers = "");

  TlsServer(const TlsIdentity& identity, Handler handler, int tls_version = TLS1_3_VERSION);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }  // that finished their TLS handshake
  std::vector<Request> requests() const;

 private:
  void serve();
  void talk(SSL* ssl, int connection);
  bool read_request(SSL* ssl, Request& request);

  Handler handler_;
  SSL_CTX* context_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;  // guarded by mutex_
  int peer_ = -1;                  // guarded by mutex_
  std::thread thread_;
};

}  // namespace xinqiao::testing
