#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/result.h"

namespace xinqiao {

// What a failed transfer means to a person. `server` is host and port.
Error curl_error(CURLcode code, std::string_view server);

}  // namespace xinqiao
