#include "e2e/cut/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace xinqiao::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int make_socket() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  XQ_CHECK(made >= 0);
  const int on = 1;
  ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

bool send_all(int to, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = ::send(to, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::uint16_t server_port) : server_port_(server_port), listener_(make_socket()) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  XQ_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 16) == 0);
  XQ_CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

CuttingProxy::~CuttingProxy() {
  ends_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void CuttingProxy::cut_next(Way way, std::int64_t bytes) {
  way_ = way;
  has_cut_ = false;
  every_ = false;
  bytes_ = bytes;
}

void CuttingProxy::cut_every(Way way, std::int64_t bytes) {
  cut_next(way, bytes);
  every_ = true;
}

void CuttingProxy::serve() {
  while (!ends_) {
    const int device = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (device < 0) continue;
    const int server = make_socket();
    const sockaddr_in address = loopback(server_port_);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      pass(device, server, way_, every_ ? bytes_.load() : bytes_.exchange(-1));
    }
    ::close(device);
    ::close(server);
  }
}

void CuttingProxy::pass(int device, int server, Way way, std::int64_t left) {
  const bool cuts = left >= 0;
  std::array<pollfd, 2> ends{{{device, POLLIN, 0}, {server, POLLIN, 0}}};
  std::array<char, 4096> buffer{};
  while (!(cuts && left == 0) && ::poll(ends.data(), ends.size(), -1) > 0) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends.at(i).revents == 0) continue;
      const bool counts = cuts && (i == 0) == (way == Way::kUp);
      const auto most = counts ? std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(left)) : buffer.size();
      if (most == 0) break;
      const ssize_t came = ::recv(ends.at(i).fd, buffer.data(), most, 0);
      if (came <= 0 || !send_all(ends.at(1 - i).fd, buffer.data(), static_cast<std::size_t>(came))) return;
      if (counts) left -= came;
    }
  }
  has_cut_ = cuts;
}

}  // namespace xinqiao::testing
