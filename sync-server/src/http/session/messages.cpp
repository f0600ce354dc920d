#include "http/session/messages.h"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include "http/routes.h"

namespace xinqiao::server::http {

namespace beast = boost::beast;

namespace {

constexpr unsigned kHttp11 = 11;
constexpr std::uint32_t kMsPerSecond = 1000;

}  // namespace

void apply_limits(Parser& parser, const Limits& limits) {
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(limits.body_bytes);
}

bool expects_continue(const Parser& parser) {
  return beast::iequals(parser.get()[beast::http::field::expect], "100-continue");
}

std::optional<Answer> refusal_of(const boost::system::error_code& error) {
  static const auto& http_errors = boost::system::error_code(beast::http::error::end_of_stream).category();
  if (error == beast::http::error::body_limit) {
    return error_answer(413, v1::ERROR_TOO_LARGE, "the body is larger than this server takes");
  }
  if (error == beast::http::error::header_limit) {
    return error_answer(431, v1::ERROR_TOO_LARGE, "the header is larger than this server takes");
  }
  if (error == beast::http::error::buffer_overflow) {
    return error_answer(400, v1::ERROR_MALFORMED, "a chunk's header is too long");
  }
  const bool cut = error == beast::http::error::end_of_stream || error == beast::http::error::partial_message;
  if (error.category() != http_errors || cut) return std::nullopt;
  return error_answer(400, v1::ERROR_MALFORMED, "this is not an HTTP/1.1 request");
}

Response to_response(Answer answer, const Manner& manner) {
  Response response(static_cast<beast::http::status>(answer.status), kHttp11);
  response.keep_alive(manner.keep_alive);
  response.set(beast::http::field::content_type, manner.content_type);
  response.set(beast::http::field::cache_control, "no-store");
  if (!manner.allow.empty()) response.set(beast::http::field::allow, manner.allow);
  if (answer.retry_after_ms > 0) {
    const std::uint32_t seconds = answer.retry_after_ms / kMsPerSecond + (answer.retry_after_ms % kMsPerSecond != 0);
    response.set(beast::http::field::retry_after, std::to_string(seconds));
  }
  if (!manner.is_head) response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

}  // namespace xinqiao::server::http
