#pragma once

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
};

}  // namespace xinqiao
