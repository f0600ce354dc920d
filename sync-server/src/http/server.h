#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/access_log.h"
#include "http/limits.h"
#include "service/service.h"

namespace xinqiao::server::http {

// HTTPS over TLS 1.3 in front of a Service, on threads of its own.
// Thread rule: stop() and the destructor from the thread that started it. Lifetime: the service and the log
// outlive it, and Service::drain() comes between stop() and the destructor, since a late answer still finds its
// way through the server's threads.
class Server {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;   // 0: any free one
    std::string certificate;  // PEM
    std::string key;          // PEM
    unsigned threads = 2;
    Limits limits;
  };
  // Accepts connections when this returns. kBusy when the port is taken, kInvalid for a bad host or key.
  static Result<std::unique_ptr<Server>> start(Options options, Service& service, AccessLog& log);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens: "https://127.0.0.1:8443", with the real port.
  std::string url() const;
  std::uint16_t port() const;

  // Accepts nothing more, hangs up on idle connections, and returns when every request in flight is answered or
  // Limits::stop is over; false when some were not. Calling it again does nothing.
  bool stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace xinqiao::server::http
