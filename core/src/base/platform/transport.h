#pragma once

#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace xinqiao {

struct HttpAnswer {
  int status = 0;
  Bytes body;
};

// Carries one request to the server and brings the answer. Implementations: libcurl (net), the
// browser's fetch, memory (tests). Used from one thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  // `path` begins with '/'. An answer of any status is an answer; no answer is kNetwork.
  virtual Result<HttpAnswer> post(std::string_view path, BytesView body) = 0;

  // Does a little of what needs no answer, and says whether more is left.
  using Work = std::function<bool()>;
  // The same. Once the body is on its way it may call `work`, on this thread, until there is an answer or nothing left.
  virtual Result<HttpAnswer> post_with_work(std::string_view path, BytesView body, const Work& /*work*/) {
    return post(path, body);
  }
};

}  // namespace xinqiao
