#include "client/enroll/enroll_call.h"

#include "wire/enroll_code.h"
#include "wire/frame.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao {
namespace {

constexpr const char* kEnrollPath = "/v1/enroll";
constexpr std::uint32_t kWireVersion = 1;

Error refusal(const HttpAnswer& answer) {
  v1::ErrorBody body;
  if (!body.ParseFromString(answer.body)) body.clear_code();
  switch (body.code()) {
    case v1::ERROR_CODE_USED:
      return Error{
          ErrorCode::kRefused,
          "这个邀请码已经用过，请向乡镇办公室要一个新的 / this code was used already: ask the office for a new one"};
    case v1::ERROR_CODE_EXPIRED:
      return Error{ErrorCode::kRefused,
                   "这个邀请码已过期，请向乡镇办公室要一个新的 / this code has expired: ask the office for a new one"};
    case v1::ERROR_CODE_UNKNOWN:
    case v1::ERROR_UNAUTHENTICATED:
      return Error{
          ErrorCode::kRefused,
          "服务器不认识这个邀请码，请核对后重新粘贴；服务器刚恢复过的话，请向乡镇办公室要一个新的 / the server does "
          "not know "
          "this code: check it and paste it again; if the server was restored since, ask the office for a new one"};
    case v1::ERROR_VERSION:
      return Error{ErrorCode::kRefused, "请升级程序后再登记 / update the program, then enroll"};
    default:
      return Error{ErrorCode::kBusy, "服务器现在不能登记，请稍后再试 / the server cannot enroll now; try again later"};
  }
}

}  // namespace

Error answer_unreadable() {
  return Error{ErrorCode::kNetwork, "服务器的回答无法理解，请重试 / the server's answer cannot be read; try again"};
}

Result<v1::EnrollResponse> ask_to_enroll(std::uint32_t organisation, BytesView secret, v1::EnrollRequest request,
                                         Transport& transport, Random& random) {
  request.set_wire_version(kWireVersion);
  request.set_proof(wire::enroll_proof(request, secret));
  const std::uint64_t nonce = random.u64();
  const Bytes body = wire::pack_frame(organisation, 0, nonce, request.SerializeAsString(), secret);
  XQ_ASSIGN(const auto answer, transport.post(kEnrollPath, body));
  if (answer.status != 200) return refusal(answer);
  const auto frame = wire::parse_frame(answer.body);
  if (!frame.ok() || frame->nonce() != nonce) return answer_unreadable();
  const auto payload = wire::open_frame(*frame, secret);
  v1::EnrollResponse response;
  if (!payload.ok() || !response.ParseFromString(*payload)) return answer_unreadable();
  return response;
}

}  // namespace xinqiao
