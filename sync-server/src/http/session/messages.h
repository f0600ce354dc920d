#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>

#include "http/limits.h"
#include "service/service.h"

// Between Beast's messages and our own types.
namespace xinqiao::server::http {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

void apply_limits(Parser& parser, const Limits& limits);
bool expects_continue(const Parser& parser);

// What a request that could not be read is told; nothing when the connection was cut or has timed out.
std::optional<Answer> refusal_of(const boost::system::error_code& error);

struct Manner {
  bool keep_alive = false;
  bool is_head = false;    // the answer goes without its body
  std::string_view allow;  // with 405
  std::string_view content_type;
};
Response to_response(Answer answer, const Manner& manner);

}  // namespace xinqiao::server::http
