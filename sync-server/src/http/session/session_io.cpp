#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "http/session/beast_session.h"
#include "http/session/session_list.h"

namespace xinqiao::server::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr Limits::Ms kStopGoodbye{100};

}  // namespace

void BeastSession::allow(Limits::Ms pause) { tcp().expires_at(std::min(Steady::now() + pause, request_ends_)); }

asio::awaitable<bool> BeastSession::shake_hands() {
  if (context_.sessions.stopping()) co_return false;
  error_code error;
  idle_ = true;
  tcp().expires_after(limits_.handshake);
  co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
  idle_ = false;
  if (error) context_.log.debug("no TLS handshake", error.message());
  co_return !error;
}

// True when a request has begun: its first bytes are in the buffer.
asio::awaitable<bool> BeastSession::wait_for_request() {
  if (context_.sessions.stopping()) co_return false;
  if (buffer_.size() > 0) co_return true;  // sent behind the one before
  error_code error;
  const auto room = buffer_.prepare(limits_.read_bytes);
  idle_ = true;
  tcp().expires_after(limits_.idle);
  const std::size_t count = co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
  idle_ = false;
  if (error) co_return false;
  buffer_.commit(count);
  co_return true;
}

bool BeastSession::drips(std::size_t body_bytes) const {
  const auto taken = std::chrono::duration_cast<Limits::Ms>(Steady::now() - request_began_);
  if (taken < limits_.slow_after) return false;
  constexpr std::size_t kMsPerSecond = 1000;
  return body_bytes < limits_.slow_bytes_per_second * static_cast<std::size_t>(taken.count()) / kMsPerSecond;
}

asio::awaitable<BeastSession::Received> BeastSession::receive(Parser& parser, BodyBudget::Share& share) {
  Received received;
  error_code error;
  allow(limits_.header);
  co_await beast::http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  if (!error && !parser.is_done() && expects_continue(parser)) {
    const auto go_on = asio::buffer(kContinue);
    allow(limits_.body_pause);
    co_await asio::async_write(stream_, go_on, asio::redirect_error(asio::use_awaitable, error));
  }
  parser.eager(true);
  while (!error && !parser.is_done()) {
    allow(limits_.body_pause);
    co_await beast::http::async_read_some(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (!error && !share.grow_to(parser.get().body().size())) {
      received.refusal = error_answer(503, v1::ERROR_BUSY, "too many bodies at once", 1000);
      co_return received;
    }
    if (!error && !parser.is_done() && drips(parser.get().body().size())) co_return received;
  }
  // A body that is announced too large fails in the header already, one in chunks only here.
  if (error) received.refusal = refusal_of(error);
  received.whole = !error;
  co_return received;
}

// In pieces, each with its own deadline, so that a slow line is no reason to cut a large answer.
asio::awaitable<bool> BeastSession::send(Response& response) {
  beast::http::response_serializer<beast::http::string_body> serializer(response);
  error_code error;
  while (!error && !serializer.is_done()) {
    allow(limits_.body_pause);
    co_await beast::http::async_write_some(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return !error;
}

// Closing over unread bytes would reset the connection, and the refusal might never be read.
asio::awaitable<void> BeastSession::linger() {
  error_code error;
  static_cast<void>(tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, error));
  tcp().expires_after(limits_.linger);
  buffer_.clear();
  const auto room = buffer_.prepare(limits_.read_bytes);
  for (std::size_t read = 0; !error && read < limits_.linger_bytes;) {
    const std::size_t count = co_await tcp().async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    read += count;
  }
}

asio::awaitable<void> BeastSession::say_goodbye() {
  error_code error;
  if (!tcp().socket().is_open()) co_return;
  tcp().expires_after(context_.sessions.stopping() ? kStopGoodbye : limits_.goodbye);
  co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
}

}  // namespace xinqiao::server::http
