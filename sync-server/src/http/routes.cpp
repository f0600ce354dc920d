#include "http/routes.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <array>

namespace xinqiao::server::http {
namespace {

constexpr std::array kRoutes = {
    Route{Target::kService, "/v1/sync", "POST"},
    Route{Target::kService, "/v1/enroll", "POST"},
    Route{Target::kHealth, "/healthz", "GET"},
};
constexpr Route kUnknown = {Target::kUnknown, "(unknown)", ""};

constexpr std::uint32_t kOrganisationTag = v1::Frame::kOrganisationFieldNumber << 3;
constexpr std::uint32_t kDeviceTag = v1::Frame::kDeviceFieldNumber << 3;
constexpr std::size_t kPeekBytes = 16;  // two tags and two numbers

}  // namespace

Route find_route(std::string_view request_target) {
  const std::string_view path = request_target.substr(0, request_target.find('?'));
  const auto* found = std::ranges::find(kRoutes, path, &Route::path);
  return found == kRoutes.end() ? kUnknown : *found;
}

Answer error_answer(int status, v1::ErrorCode code, std::string_view message, std::uint32_t retry_after_ms) {
  v1::ErrorBody body;
  body.set_code(code);
  body.set_message(std::string(message));
  body.set_retry_after_ms(retry_after_ms);
  return Answer{status, body.SerializeAsString(), retry_after_ms, {}};
}

Sender claimed_sender(BytesView body) {
  const BytesView head = body.substr(0, kPeekBytes);
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(head.data()),
                                            static_cast<int>(head.size()));
  Sender sender;
  std::uint32_t value = 0;
  std::uint32_t tag = in.ReadTag();
  if (tag == kOrganisationTag && in.ReadVarint32(&value)) {
    sender.organisation = value;
    tag = in.ReadTag();
  }
  if (tag == kDeviceTag && in.ReadVarint32(&value)) sender.device = value;
  return sender;
}

}  // namespace xinqiao::server::http
