#include "net/tls_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "base/check.h"

namespace xinqiao::testing {

TlsServer::Reply TlsServer::ok(const std::string& body, const std::string& more_headers) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" + body};
}

TlsServer::TlsServer(const TlsIdentity& identity, Handler handler, int tls_version)
    : handler_(std::move(handler)), context_(SSL_CTX_new(TLS_server_method())) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that left is an error of write, not the end of the test
  SSL_CTX_set_max_proto_version(context_, tls_version);
  identity.install(context_);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  XQ_CHECK(::bind(listener_, generic, size) == 0 && ::listen(listener_, 16) == 0);
  XQ_CHECK(::getsockname(listener_, generic, &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

TlsServer::~TlsServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  {
    const std::scoped_lock lock(mutex_);
    if (peer_ >= 0) ::shutdown(peer_, SHUT_RDWR);
  }
  thread_.join();
  ::close(listener_);
  SSL_CTX_free(context_);
}

std::vector<TlsServer::Request> TlsServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void TlsServer::serve() {
  while (!stopping_) {
    const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    {
      const std::scoped_lock lock(mutex_);
      peer_ = peer;
      if (stopping_) ::shutdown(peer, SHUT_RDWR);
    }
    const int at_once = 1;
    ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    SSL* ssl = SSL_new(context_);
    SSL_set_fd(ssl, peer);
    if (SSL_accept(ssl) == 1) talk(ssl, ++connections_);
    SSL_free(ssl);
    const std::scoped_lock lock(mutex_);
    peer_ = -1;
    ::close(peer);
  }
}

void TlsServer::talk(SSL* ssl, int connection) {
  while (!stopping_) {
    Request request{.connection = connection};
    if (!read_request(ssl, request)) return;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
    }
    const Reply reply = handler_(request);
    if (!reply.bytes.empty() && SSL_write(ssl, reply.bytes.data(), static_cast<int>(reply.bytes.size())) <= 0) return;
    char byte = 0;
    if (reply.hang) SSL_read(ssl, &byte, 1);
    if (reply.close || reply.hang) return;
  }
}

bool TlsServer::read_request(SSL* ssl, Request& request) {
  std::string received;
  std::size_t wanted = std::string::npos;
  while (received.size() < wanted) {
    char buffer[16384];
    const int count = SSL_read(ssl, buffer, sizeof buffer);
    if (count <= 0) return false;
    received.append(buffer, static_cast<std::size_t>(count));
    const std::size_t end = received.find("\r\n\r\n");
    if (wanted != std::string::npos || end == std::string::npos) continue;
    request.head = received.substr(0, end + 2);
    const std::size_t at = request.head.find("Content-Length: ");
    wanted = end + 4 + (at == std::string::npos ? 0 : std::stoul(request.head.substr(at + 16)));
  }
  request.body = received.substr(request.head.size() + 2);
  return true;
}

}  // namespace xinqiao::testing
