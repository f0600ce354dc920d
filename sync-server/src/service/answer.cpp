#include "service/answer.h"

namespace xinqiao::server {
namespace {

int status_of(v1::ErrorCode code) {
  switch (code) {
    case v1::ERROR_MALFORMED:
    case v1::ERROR_BAD_CURSOR:
    case v1::ERROR_REPLAYED:
      return 400;
    case v1::ERROR_UNAUTHENTICATED:
    case v1::ERROR_WRONG_ORGANISATION:
    case v1::ERROR_REVOKED:
      return 401;
    case v1::ERROR_CODE_UNKNOWN:
    case v1::ERROR_CODE_EXPIRED:
    case v1::ERROR_CODE_USED:
      return 403;
    case v1::ERROR_NOT_FOUND:
      return 404;
    case v1::ERROR_TOO_LARGE:
      return 413;
    case v1::ERROR_VERSION:
      return 426;
    case v1::ERROR_BUSY:
      return 503;
    case v1::ERROR_DISK_FULL:
      return 507;
    default:
      return 500;
  }
}

}  // namespace

Answer to_answer(const Refusal& refusal) {
  Answer answer;
  answer.status = status_of(refusal.code);
  v1::ErrorBody body;
  body.set_code(refusal.code);
  body.set_message(refusal.message);
  if (refusal.code == v1::ERROR_BUSY) {
    answer.retry_after_ms = kRetryAfterMs;
    body.set_retry_after_ms(kRetryAfterMs);
  }
  if (answer.status == 500 || answer.status == 507) answer.cause = refusal.message;
  answer.body = body.SerializeAsString();
  return answer;
}

}  // namespace xinqiao::server
