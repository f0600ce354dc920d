#include "base/result.h"

namespace xinqiao {

NextStep next_step(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kRefused:
    case ErrorCode::kTooLarge:
      return NextStep::kFixInput;
    case ErrorCode::kBusy:
    case ErrorCode::kNetwork:
    case ErrorCode::kDiskFull:
      return NextStep::kRetry;
    case ErrorCode::kUnauthenticated:
    case ErrorCode::kWrongPin:
      return NextStep::kSignIn;
    case ErrorCode::kCorrupt:
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return NextStep::kReport;
  }
  return NextStep::kReport;
}

const char* name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kBusy:
      return "busy";
    case ErrorCode::kNetwork:
      return "network";
    case ErrorCode::kDiskFull:
      return "disk_full";
    case ErrorCode::kUnauthenticated:
      return "unauthenticated";
    case ErrorCode::kWrongPin:
      return "wrong_pin";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace xinqiao
