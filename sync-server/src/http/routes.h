#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "service/service.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server::http {

enum class Target { kService, kHealth, kUnknown };

// Where a request leads (docs/protocol.md section 5).
struct Route {
  Target target = Target::kUnknown;
  std::string_view path;    // a literal: the only form in which a path is ever logged
  std::string_view method;  // the one it is asked with
};

// What follows a '?' is not looked at.
Route find_route(std::string_view request_target);

// An answer that is not 200: its body is a v1::ErrorBody.
Answer error_answer(int status, v1::ErrorCode code, std::string_view message, std::uint32_t retry_after_ms = 0);

// The numbers a frame claims to come from, for the log; 0 when the body does not begin like a frame.
struct Sender {
  std::uint32_t organisation = 0;
  std::uint32_t device = 0;
};
Sender claimed_sender(BytesView body);

}  // namespace xinqiao::server::http
