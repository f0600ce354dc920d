#include "server/http/tls_client.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace xinqiao::server::http {
namespace {

constexpr time_t kPatienceSeconds = 10;
constexpr std::string_view kHeaderEnd = "\r\n\r\n";

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

TlsClient::Reply parse_head(std::string_view head) {
  TlsClient::Reply reply;
  reply.status = std::atoi(std::string(head.substr(head.find(' ') + 1, 3)).c_str());
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string line(head.substr(at + 2, end - at - 2));
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) reply.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    at = end;
  }
  return reply;
}

}  // namespace

struct TlsClient::Connection {
  int fd = -1;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;

  ~Connection() {
    SSL_free(ssl);
    SSL_CTX_free(context);
    if (fd >= 0) ::close(fd);
  }
};

TlsClient::TlsClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
TlsClient::TlsClient(TlsClient&&) noexcept = default;
TlsClient& TlsClient::operator=(TlsClient&&) noexcept = default;
TlsClient::~TlsClient() = default;

TlsClient TlsClient::connect_tcp(std::uint16_t port) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a closed connection like anybody else
  auto connection = std::make_unique<Connection>();
  connection->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceSeconds, 0};
  ::setsockopt(connection->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(connection->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection->fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(std::exchange(connection->fd, -1));
  }
  return TlsClient(std::move(connection));
}

std::optional<TlsClient> TlsClient::connect(std::uint16_t port, int tls_version) {
  TlsClient client = connect_tcp(port);
  Connection& connection = *client.connection_;
  if (connection.fd < 0) return std::nullopt;
  connection.context = SSL_CTX_new(TLS_client_method());
  if (tls_version != 0) {
    SSL_CTX_set_min_proto_version(connection.context, tls_version);
    SSL_CTX_set_max_proto_version(connection.context, tls_version);
  }
  connection.ssl = SSL_new(connection.context);
  SSL_set_fd(connection.ssl, connection.fd);
  ERR_clear_error();
  if (SSL_connect(connection.ssl) != 1) return std::nullopt;
  return client;
}

bool TlsClient::send(std::string_view bytes) {
  ERR_clear_error();
  return SSL_write(connection_->ssl, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
}

bool TlsClient::send_raw(std::string_view bytes) {
  return ::send(connection_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

bool TlsClient::read_more() {
  char buffer[16 * 1024];
  ERR_clear_error();
  const int count = connection_->ssl != nullptr ? SSL_read(connection_->ssl, buffer, sizeof(buffer))
                                                : static_cast<int>(::recv(connection_->fd, buffer, sizeof(buffer), 0));
  if (count <= 0) return false;
  read_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

std::optional<TlsClient::Reply> TlsClient::receive(bool bodyless) {
  std::size_t end = 0;
  while ((end = read_.find(kHeaderEnd)) == std::string::npos) {
    if (!read_more()) return std::nullopt;
  }
  Reply reply = parse_head(std::string_view(read_).substr(0, end));
  const std::size_t size = bodyless ? 0 : std::strtoul(reply.headers["content-length"].c_str(), nullptr, 10);
  const std::size_t whole = end + kHeaderEnd.size() + size;
  while (read_.size() < whole) {
    if (!read_more()) return std::nullopt;
  }
  reply.body = read_.substr(whole - size, size);
  read_.erase(0, whole);
  return reply;
}

bool TlsClient::is_closed_by_server() {
  if (!read_.empty() || read_more()) return false;
  return errno != EAGAIN && errno != EWOULDBLOCK;
}

void TlsClient::cut() { ::close(std::exchange(connection_->fd, -1)); }

std::string post(std::string_view path, std::string_view body, std::string_view more_headers) {
  std::string request = "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += std::string(more_headers) + "\r\n" + std::string(body);
  return request;
}

std::string get(std::string_view path) { return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n"; }

}  // namespace xinqiao::server::http
