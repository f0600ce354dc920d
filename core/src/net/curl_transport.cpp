#include "net/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/limits.h"
#include "base/platform/clock.h"
#include "net/curl_error.h"

namespace xinqiao {
namespace {

constexpr std::size_t kPinBytes = 32;
constexpr std::string_view kScheme = "https://";

bool start_curl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;  // the standard makes this thread-safe
  return started;
}

struct Sending {
  BytesView rest;
};

// A callback and not CURLOPT_POSTFIELDS: curl cannot rewind it, so it never repeats a half-sent body by
// itself on a fresh connection, where the server would take the repeated nonce for a replay.
std::size_t on_send(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& sending = *static_cast<Sending*>(user);
  const std::size_t part = std::min(size * count, sending.rest.size());
  std::memcpy(buffer, sending.rest.data(), part);
  sending.rest.remove_prefix(part);
  return part;
}

struct Receiving {
  Bytes body;
  bool too_large = false;
};

std::size_t on_receive(char* data, std::size_t size, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const std::size_t part = size * count;
  if (receiving.body.size() + part > limits::kBodyBytes) {
    receiving.too_large = true;
    return 0;  // makes curl stop
  }
  receiving.body.append(data, part);
  return part;
}

}  // namespace

struct CurlTransport::Handle {
  Options options;
  std::string server;  // host and port, for messages
  std::int64_t created_ms = SystemClock().monotonic_ms();
  bool reached = false;
  CURL* curl = nullptr;
  CURLM* multi = nullptr;  // has the connection
  curl_slist* headers = nullptr;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    curl_easy_cleanup(curl);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
  }

  template <typename T>
  void set(CURLoption option, T value) {
    XQ_CHECK(curl_easy_setopt(curl, option, value) == CURLE_OK);
  }
  void add_header(const char* line) {
    curl_slist* longer = curl_slist_append(headers, line);
    XQ_CHECK(longer != nullptr);
    headers = longer;
  }
  void set_up();
  CURLcode exchange(const Sending& sending, const Work& work) const;
  long connect_timeout_ms() const;
};

long CurlTransport::Handle::connect_timeout_ms() const {
  std::int64_t timeout = options.connect_timeout_ms;
  if (!reached && options.reach_within_ms > 0) {
    const std::int64_t left = created_ms + options.reach_within_ms - SystemClock().monotonic_ms();
    timeout = std::clamp<std::int64_t>(left, 1, timeout);
  }
  return static_cast<long>(timeout);
}

void CurlTransport::Handle::set_up() {
  add_header("Content-Type: application/x-protobuf");
  add_header("Accept: application/x-protobuf");
  add_header("Expect:");  // "100-continue" would cost a round trip
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_USERAGENT, "xinqiao");
  set(CURLOPT_POST, 1L);

  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // whatever the environment says
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);

  // The pinned key is the trust; without it curl would accept anybody, so the order matters to a reader.
  const std::string pin = "sha256//" + to_base64(options.pin);
  set(CURLOPT_PINNEDPUBLICKEY, pin.c_str());
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));

  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout_ms));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(std::max<std::int64_t>(1, options.stall_timeout_ms / 1000)));

  set(CURLOPT_READFUNCTION, &on_send);
  set(CURLOPT_WRITEFUNCTION, &on_receive);
}

// Works while nothing is to be sent and nothing has come.
CURLcode CurlTransport::Handle::exchange(const Sending& sending, const Work& work) const {
  constexpr int kPollMs = 1000;
  bool more = static_cast<bool>(work);
  for (int running = 1;;) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    if (running == 0) break;
    if (more && sending.rest.empty()) {
      more = work();
    } else if (curl_multi_poll(multi, nullptr, 0, kPollMs, nullptr) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi, &left);
  XQ_CHECK(message != nullptr && message->msg == CURLMSG_DONE);
  return message->data.result;
}

Result<std::unique_ptr<CurlTransport>> CurlTransport::create(Options options) {
  if (!options.url.starts_with(kScheme) || options.pin.size() != kPinBytes) {
    return Error{
        ErrorCode::kInvalid,
        "服务器地址必须是 https 并带 32 字节的公钥指纹：请向乡镇办公室要新的邀请码 / The server's address must "
        "be https with a 32-byte key pin: ask the office for a new code"};
  }
  while (options.url.ends_with('/')) options.url.pop_back();
  auto handle = std::make_unique<Handle>();
  handle->server = options.url.substr(std::min(options.url.size(), kScheme.size()));
  handle->options = std::move(options);
  if (start_curl()) handle->curl = curl_easy_init();
  if (handle->curl != nullptr) handle->multi = curl_multi_init();
  if (handle->multi == nullptr) {
    return Error{ErrorCode::kInternal,
                 "网络库无法启动：请重启程序 / The network library does not start: restart the program"};
  }
  handle->set_up();
  return std::unique_ptr<CurlTransport>(new CurlTransport(std::move(handle)));
}

CurlTransport::CurlTransport(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
CurlTransport::~CurlTransport() = default;

Result<HttpAnswer> CurlTransport::post_with_work(std::string_view path, BytesView body, const Work& work) {
  if (body.size() > limits::kBodyBytes) {
    return Error{ErrorCode::kTooLarge, "要发送的内容太大 / The request is too large"};
  }
  Handle& handle = *handle_;
  const std::string url = handle.options.url + std::string(path);
  Sending sending{body};
  Receiving receiving;
  handle.set(CURLOPT_URL, url.c_str());
  handle.set(CURLOPT_CONNECTTIMEOUT_MS, handle.connect_timeout_ms());
  handle.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  handle.set(CURLOPT_READDATA, &sending);
  handle.set(CURLOPT_WRITEDATA, &receiving);

  XQ_CHECK(curl_multi_add_handle(handle.multi, handle.curl) == CURLM_OK);
  const CURLcode code = handle.exchange(sending, work);
  XQ_CHECK(curl_multi_remove_handle(handle.multi, handle.curl) == CURLM_OK);
  if (receiving.too_large) {
    return Error{
        ErrorCode::kTooLarge,
        "服务器的回答超过了允许的大小：请告诉乡镇办公室 / The server's answer is over the limit: tell the office"};
  }
  if (code != CURLE_OK) return curl_error(code, handle.server);
  long status = 0;
  curl_off_t length = -1;
  XQ_CHECK(curl_easy_getinfo(handle.curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  XQ_CHECK(curl_easy_getinfo(handle.curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK);
  // curl takes a connection that ends without TLS's good-bye for the end of a body that has no length.
  if (length < 0) return curl_error(CURLE_PARTIAL_FILE, handle.server);
  handle.reached = true;
  return HttpAnswer{static_cast<int>(status), std::move(receiving.body)};
}

}  // namespace xinqiao
