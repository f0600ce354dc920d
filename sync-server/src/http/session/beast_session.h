#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <string>

#include "http/routes.h"
#include "http/session/messages.h"
#include "http/session/session.h"
#include "http/token_bucket.h"

namespace xinqiao::server::http {

// The one implementation: session.cpp decides what is answered, session_io.cpp moves the bytes.
//
// g++ 12 miscompiles co_await inside a condition and brace-built arguments of an awaited call, silently: every
// awaited value and every argument has a name in both.
class BeastSession final : public Session, public std::enable_shared_from_this<BeastSession> {
 public:
  BeastSession(boost::asio::ip::tcp::socket socket, const SessionContext& context, Bytes address);
  ~BeastSession() override;

  void stop() override;

  // The root of the session; holds it alive.
  boost::asio::awaitable<void> run(std::shared_ptr<BeastSession> self);

 private:
  using Steady = std::chrono::steady_clock;

  // A request as far as it could be read: whole, refused with an answer, or (neither) cut.
  struct Received {
    bool whole = false;
    std::optional<Answer> refusal;
  };

  // session.cpp
  boost::asio::awaitable<bool> serve_request();
  std::optional<Answer> answer_here(const Parser& parser, const Route& route);
  boost::asio::awaitable<Answer> ask_service(Request request);
  void log(const Parser& parser, const Route& route, const Response& response, Sender sender, std::size_t bytes_in);

  // session_io.cpp
  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<Received> receive(Parser& parser, BodyBudget::Share& share);
  // Whether the body under way comes so slowly that it only holds a place.
  bool drips(std::size_t body_bytes) const;
  boost::asio::awaitable<bool> send(Response& response);
  boost::asio::awaitable<void> linger();
  boost::asio::awaitable<void> say_goodbye();
  // The deadline of the next operation, never past the end of the whole request. Set before each one.
  void allow(Limits::Ms pause);

  boost::beast::tcp_stream& tcp() { return boost::beast::get_lowest_layer(stream_); }

  const SessionContext context_;
  const Limits& limits_;
  const Bytes address_;
  const std::string from_;  // the address as the log shows it
  boost::beast::ssl_stream<boost::beast::tcp_stream> stream_;
  boost::beast::flat_buffer buffer_;
  TokenBucket bucket_;
  Steady::time_point request_began_;
  Steady::time_point request_ends_;
  bool idle_ = false;     // waiting for the other side to begin something
  bool refused_ = false;  // the other side may still be sending
};

}  // namespace xinqiao::server::http
