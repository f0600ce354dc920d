// The body of every request and answer. Raw bytes; the same envelope with a MAC that is right, so that opening is
// reached; and the input as a payload. Nothing opens to more than the limit or to another size than it names.
#include "wire/frame.h"

#include "base/check.h"
#include "base/limits.h"
#include "fuzz/sealing.h"
#include "fuzz/targets.h"

namespace xinqiao::fuzz {
namespace {

constexpr BytesView kSecret = "secret-of-32-bytes--------------";

void check_opened(const v1::Frame& frame, const Result<Bytes>& payload) {
  if (!payload.ok()) return;
  XQ_CHECK(payload->size() == frame.size());
  XQ_CHECK(payload->size() <= limits::kOpenedBytes);
}

void check_packs(BytesView payload) {
  const Bytes body = wire::pack_frame(1, 12, 77, payload, kSecret);
  XQ_CHECK(body.size() <= payload.size() + 64);
  const auto frame = wire::parse_frame(body);
  XQ_CHECK(frame.ok());
  XQ_CHECK(frame->organisation() == 1 && frame->device() == 12 && frame->nonce() == 77);
  const auto opened = wire::open_frame(*frame, kSecret);
  XQ_CHECK(opened.ok() && *opened == payload);
  XQ_CHECK(!wire::open_frame(*frame, "another-secret------------------").ok());
}

}  // namespace

void fuzz_frame(BytesView input) {
  if (auto frame = wire::parse_frame(input); frame.ok()) {
    check_opened(*frame, wire::open_frame(*frame, kSecret));
    seal_frame(*frame, kSecret);
    const auto payload = wire::open_frame(*frame, kSecret);
    check_opened(*frame, payload);
    XQ_CHECK(payload.ok() || payload.error().code != ErrorCode::kUnauthenticated);
  }
  check_packs(input);
}

}  // namespace xinqiao::fuzz
