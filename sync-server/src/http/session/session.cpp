#include "http/session/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "http/session/beast_session.h"
#include "http/session/session_list.h"

namespace xinqiao::server::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::string_view kMessages = "application/x-protobuf";
constexpr std::string_view kText = "text/plain; charset=utf-8";

std::int64_t now_ms() {
  return std::chrono::duration_cast<Limits::Ms>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

BeastSession::BeastSession(asio::ip::tcp::socket socket, const SessionContext& context, Bytes address)
    : context_(context),
      limits_(context.limits),
      address_(std::move(address)),
      from_(context.log.hash_of(address_)),
      stream_(std::move(socket), context.tls),
      buffer_(limits_.read_bytes),
      bucket_(limits_.requests_per_second, limits_.requests_per_second * limits_.burst_seconds, now_ms()) {}

BeastSession::~BeastSession() {
  context_.addresses.leave(address_);
  context_.sessions.remove(this);
}

void BeastSession::stop() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->tcp().cancel();
  });
}

asio::awaitable<void> BeastSession::run(std::shared_ptr<BeastSession> self) {
  try {
    bool going_on = co_await self->shake_hands();
    while (going_on) going_on = co_await self->serve_request();
    if (self->refused_) {
      co_await self->linger();
    } else {
      co_await self->say_goodbye();
    }
  } catch (const std::exception& error) {
    self->context_.log.warn("a session ended", error.what());
  }
}

asio::awaitable<bool> BeastSession::serve_request() {
  const bool begun = co_await wait_for_request();
  if (!begun) co_return false;
  request_began_ = Steady::now();
  request_ends_ = request_began_ + limits_.request;

  Parser parser;
  apply_limits(parser, limits_);
  BodyBudget::Share share(context_.bodies);
  Received received = co_await receive(parser, share);
  if (!received.whole && !received.refusal) co_return false;
  refused_ = !received.whole;

  const Route route = find_route(parser.get().target());
  const std::size_t bytes_in = parser.get().body().size();
  const Sender sender = claimed_sender(parser.get().body());
  std::optional<Answer> answer = std::move(received.refusal);
  if (!answer) answer = answer_here(parser, route);
  if (!answer) {
    Request request;
    request.path = route.path;
    request.body = std::move(parser.get().body());
    answer = co_await ask_service(std::move(request));
  }

  Manner manner;
  manner.keep_alive = received.whole && parser.get().keep_alive() && !context_.sessions.stopping();
  manner.is_head = parser.get().method() == beast::http::verb::head;
  manner.content_type = route.target == Target::kHealth && answer->status == 200 ? kText : kMessages;
  if (answer->status == 405) manner.allow = route.method;
  if (!answer->cause.empty()) context_.log.warn("not served", answer->cause);
  Response response = to_response(*std::move(answer), manner);
  const bool sent = co_await send(response);
  log(parser, route, response, sender, bytes_in);
  co_return sent&& manner.keep_alive;
}

// What needs no service; nothing when the service is to answer.
std::optional<Answer> BeastSession::answer_here(const Parser& parser, const Route& route) {
  const auto now = now_ms();
  std::uint32_t wait = context_.addresses.take(address_, now);
  if (!bucket_.take(now)) wait = std::max(wait, bucket_.wait_ms());
  if (wait > 0) return error_answer(429, v1::ERROR_BUSY, "too many requests", wait);
  if (route.target == Target::kUnknown) return error_answer(404, v1::ERROR_NOT_FOUND, "no such path");

  const bool is_health = route.target == Target::kHealth;
  const auto method = parser.get().method_string();
  const bool may = method == route.method || (is_health && method == "HEAD");
  if (!may) return error_answer(405, v1::ERROR_MALFORMED, "this path wants another method");
  if (!is_health) return std::nullopt;
  Answer healthy;
  healthy.body = "ok";
  return healthy;
}

asio::awaitable<Answer> BeastSession::ask_service(Request request) {
  struct Waiting {
    asio::steady_timer timer;
    std::optional<Answer> answer;
  };
  const asio::any_io_executor executor = stream_.get_executor();
  const auto waiting = std::make_shared<Waiting>(Waiting{asio::steady_timer(executor), std::nullopt});
  waiting->timer.expires_at(std::min(Steady::now() + limits_.answer, request_ends_));
  // The answer comes on a thread of the service and is carried over to ours. It cannot overtake the wait below:
  // that begins before this strand lets anything else in.
  context_.service.handle(std::move(request), [waiting, executor](Answer answer) {
    asio::post(executor, [waiting, answer = std::move(answer)]() mutable {
      waiting->answer = std::move(answer);
      waiting->timer.cancel();
    });
  });
  boost::system::error_code error;
  co_await waiting->timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (waiting->answer) co_return *std::move(waiting->answer);
  Answer late = error_answer(503, v1::ERROR_BUSY, "no answer in time", 1000);
  co_return late;
}

void BeastSession::log(const Parser& parser, const Route& route, const Response& response, Sender sender,
                       std::size_t bytes_in) {
  using Verb = beast::http::verb;
  const auto verb = parser.get().method();
  AccessLog::Exchange exchange;
  exchange.method = verb == Verb::post ? "POST" : verb == Verb::get ? "GET" : "(other)";
  exchange.path = route.path;
  exchange.status = response.result_int();
  exchange.bytes_in = bytes_in;
  exchange.bytes_out = response.body().size();
  exchange.ms = std::chrono::duration_cast<Limits::Ms>(Steady::now() - request_began_).count();
  exchange.organisation = sender.organisation;
  exchange.device = sender.device;
  exchange.from = from_;
  exchange.quiet = route.target == Target::kHealth;
  context_.log.exchange(exchange);
}

void start_session(asio::ip::tcp::socket socket, const SessionContext& context, Bytes address) {
  const asio::any_io_executor executor = socket.get_executor();
  const auto session = std::make_shared<BeastSession>(std::move(socket), context, std::move(address));
  context.sessions.add(session);
  asio::co_spawn(executor, session->run(session), asio::detached);
}

}  // namespace xinqiao::server::http
