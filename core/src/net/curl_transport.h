#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/platform/transport.h"

namespace xinqiao {

// HTTPS by libcurl to one server, known by its public key alone: neither the name nor the dates in its
// certificate are looked at, so a phone that believes it is 1970 or 2099 connects too. TLS 1.3 or nothing.
// One connection is kept open between calls. Follows no redirect, uses no proxy, sends nothing twice: a
// connection that turns out dead after part of the body went out is an error, and the caller decides.
// Thread rule: one thread at a time.
class CurlTransport final : public Transport {
 public:
  struct Options {
    std::string url;  // "https://HOST:PORT", from the enrolment code
    Bytes pin;        // SHA-256 of the server's public key (SubjectPublicKeyInfo), 32 bytes
    // Name, TCP and TLS together; generous for 2G with lost packets.
    std::int64_t connect_timeout_ms = 10 * 1000;
    // Until the first answer, no attempt to connect goes on for longer than this after the creation. 0: no bound.
    std::int64_t reach_within_ms = 0;
    // No byte either way for so long (curl adds up to 5 s): the link is stalled. A slow one that moves is never cut.
    std::int64_t stall_timeout_ms = 20 * 1000;
    // The whole of one request, as a last resort.
    std::int64_t total_timeout_ms = 15 * 60 * 1000;
  };
  // kInvalid for a URL that is not https or a pin of the wrong size.
  static Result<std::unique_ptr<CurlTransport>> create(Options options);

  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  // No connection, cut or stalled: kNetwork. Another key than the pinned one: kUnauthenticated. A body over
  // limits::kBodyBytes, either way: kTooLarge. Messages say what to do, in Chinese and English.
  Result<HttpAnswer> post(std::string_view path, BytesView body) override {
    return post_with_work(path, body, nullptr);
  }
  Result<HttpAnswer> post_with_work(std::string_view path, BytesView body, const Work& work) override;

 private:
  struct Handle;
  explicit CurlTransport(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace xinqiao
