#pragma once

#include <expected>
#include <string>

#include "base/result.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Why a whole request is not answered: the code tells the device what to do next. The message is
// English and holds nothing personal.
struct Refusal {
  v1::ErrorCode code = v1::ERROR_INTERNAL;
  std::string message;
};

template <typename T>
using OrRefusal = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(v1::ErrorCode code, std::string message) {
  return std::unexpected(Refusal{code, std::move(message)});
}
// Of our own errors while a request is served.
std::unexpected<Refusal> refuse(const Error& error);

}  // namespace xinqiao::server
