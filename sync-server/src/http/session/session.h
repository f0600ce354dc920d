#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "http/access_log.h"
#include "http/addresses.h"
#include "http/body_budget.h"
#include "http/limits.h"
#include "service/service.h"

namespace xinqiao::server::http {

class SessionList;

// What the sessions of a server share. Outlives them all.
struct SessionContext {
  const Limits& limits;
  Service& service;
  AccessLog& log;
  Addresses& addresses;
  BodyBudget& bodies;
  SessionList& sessions;
  boost::asio::ssl::context& tls;
};

// One connection: one request after the other until either side has enough. Lives as long as its coroutine.
class Session {
 public:
  virtual ~Session() = default;
  // From any thread: hangs up if nothing is in flight, else after the answer.
  virtual void stop() = 0;
};

// Takes over a connection whose `address` has entered SessionContext::addresses and leaves there when it ends.
// The socket's executor is a strand, and everything of the session happens on it.
void start_session(boost::asio::ip::tcp::socket socket, const SessionContext& context, Bytes address);

}  // namespace xinqiao::server::http
