#include "http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "http/session/session.h"
#include "http/session/session_list.h"
#include "http/session/tls_context.h"

namespace xinqiao::server::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kIpv6Network = 8;  // bytes: the /64 that one customer is given

Bytes counted_address(asio::ip::address address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return Bytes(bytes.begin(), bytes.end());
  }
  const auto bytes = address.to_v6().to_bytes();
  return Bytes(bytes.begin(), bytes.begin() + kIpv6Network);
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<Limits::Ms>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

struct Server::Impl {
  Impl(Options chosen, Service& used, AccessLog& written)
      : options(std::move(chosen)),
        service(used),
        log(written),
        addresses(options.limits),
        bodies(options.limits.bodies_bytes),
        io(static_cast<int>(options.threads)),
        acceptor(asio::make_strand(io)) {}

  Status listen();
  asio::awaitable<void> accept_all();
  void admit(tcp::socket socket);

  const Options options;
  Service& service;
  AccessLog& log;
  Addresses addresses;
  BodyBudget bodies;
  SessionList sessions;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::io_context io;  // after what its sessions use
  tcp::acceptor acceptor;
  tcp::endpoint endpoint;
  std::vector<std::thread> threads;
  bool stopped = false;
  bool all_answered = true;
};

Status Server::Impl::listen() {
  error_code error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  if (error || found.empty()) return Error{ErrorCode::kInvalid, "no such address to listen on: " + options.host};
  const tcp::endpoint wanted = found.begin()->endpoint();
  static_cast<void>(acceptor.open(wanted.protocol(), error));
  if (!error) static_cast<void>(acceptor.set_option(tcp::acceptor::reuse_address(true), error));
  if (!error) static_cast<void>(acceptor.bind(wanted, error));
  if (!error) static_cast<void>(acceptor.listen(asio::socket_base::max_listen_connections, error));
  if (!error) endpoint = acceptor.local_endpoint(error);
  if (!error) return {};
  const bool taken = error == asio::error::address_in_use;
  return Error{taken ? ErrorCode::kBusy : ErrorCode::kInvalid,
               "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " + error.message()};
}

asio::awaitable<void> Server::Impl::accept_all() {
  asio::steady_timer pause(acceptor.get_executor());
  while (acceptor.is_open()) {
    error_code error;
    tcp::socket socket(asio::make_strand(io));
    co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      admit(std::move(socket));
    } else if (acceptor.is_open()) {
      log.warn("a connection could not be accepted", error.message());
      pause.expires_after(options.limits.accept_pause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

void Server::Impl::admit(tcp::socket socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;  // gone already
  static_cast<void>(socket.set_option(tcp::no_delay(true), error));
  Bytes address = counted_address(remote.address());
  if (!addresses.enter(address, now_ms())) {
    log.debug("one connection too many was refused");
    return;
  }
  const SessionContext context{options.limits, service, log, addresses, bodies, sessions, tls};
  start_session(std::move(socket), context, std::move(address));
}

Result<std::unique_ptr<Server>> Server::start(Options options, Service& service, AccessLog& log) {
  auto impl = std::make_unique<Impl>(std::move(options), service, log);
  XQ_TRY(prepare_tls(impl->tls, impl->options.certificate, impl->options.key));
  XQ_TRY(impl->listen());
  asio::co_spawn(impl->acceptor.get_executor(), impl->accept_all(), asio::detached);
  for (unsigned i = 0; i < impl->options.threads; ++i) {
    impl->threads.emplace_back([io = &impl->io] { io->run(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
  impl_->io.stop();
  for (auto& thread : impl_->threads) thread.join();
}

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

std::string Server::url() const {
  const auto address = impl_->endpoint.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return "https://" + host + ":" + std::to_string(port());
}

bool Server::stop() {
  if (std::exchange(impl_->stopped, true)) return impl_->all_answered;
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] {
    error_code ignored;
    static_cast<void>(impl->acceptor.close(ignored));
  });
  impl_->sessions.stop_all();
  impl_->all_answered = impl_->sessions.wait_until_empty(impl_->options.limits.stop);
  return impl_->all_answered;
}

}  // namespace xinqiao::server::http
