#include "auth/refusal.h"

namespace xinqiao::server {
namespace {

v1::ErrorCode code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return v1::ERROR_MALFORMED;
    case ErrorCode::kTooLarge:
      return v1::ERROR_TOO_LARGE;
    case ErrorCode::kUnauthenticated:
      return v1::ERROR_UNAUTHENTICATED;
    case ErrorCode::kBusy:
      return v1::ERROR_BUSY;
    case ErrorCode::kDiskFull:
      return v1::ERROR_DISK_FULL;
    default:
      return v1::ERROR_INTERNAL;
  }
}

}  // namespace

std::unexpected<Refusal> refuse(const Error& error) { return refuse(code_of(error.code), error.message); }

}  // namespace xinqiao::server
