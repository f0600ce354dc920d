#include "net/curl_error.h"

#include <string>

namespace xinqiao {
namespace {

Error network(std::string_view server, const char* zh, const char* en) {
  const std::string at(server);
  return Error{ErrorCode::kNetwork, "服务器 " + at + " " + zh + " / Server " + at + " " + en};
}

}  // namespace

Error curl_error(CURLcode code, std::string_view server) {
  switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return Error{
          ErrorCode::kUnauthenticated,
          "服务器的密钥与邀请码里的不一致，已停止连接，没有发送任何数据：请向乡镇办公室核实，换过密钥就要新的邀请码 / "
          "The server's key is not the one in the enrolment code; stopped before anything was sent. "
          "Ask the office; if the key was changed on purpose, you need a new code"};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Error{ErrorCode::kInvalid,
                   "服务器地址不对：请向乡镇办公室要新的邀请码 / The server's address is malformed: ask the office for "
                   "a new code"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return network(server, "的名字查不到：请检查网络后再试",
                     "has no known address: check the network, then try again");
    case CURLE_COULDNT_CONNECT:
      return network(server, "连不上：请检查网络，或问办公室服务器是否开着，然后再试",
                     "cannot be reached: check the network, or ask the office whether it runs, then try again");
    case CURLE_OPERATION_TIMEDOUT:
      return network(server, "太久没有回应：换个信号好的地方再试",
                     "did not answer in time: try again where the signal is better");
    case CURLE_SSL_CONNECT_ERROR:
      return network(server, "无法建立安全连接（需要 TLS 1.3）：请再试，仍不行请告诉办公室",
                     "made no secure connection (TLS 1.3 is needed): try again, then tell the office");
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return network(server, "的连接中途断了：已保存的内容没有丢，请再试",
                     "broke the connection: nothing saved is lost, try again");
    default:
      return network(server, (std::string("的传输失败（") + curl_easy_strerror(code) + "）：请再试").c_str(),
                     (std::string("failed (") + curl_easy_strerror(code) + "): try again").c_str());
  }
}

}  // namespace xinqiao
